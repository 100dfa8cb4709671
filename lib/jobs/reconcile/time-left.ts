/** How long whoever asks may go on. */
export interface TimeLeft {
  /** True where nothing new is to be begun: what is left is for the next run. */
  isOver(): boolean
}
