/** The scheduler that drivers are left to: nobody is of that name, so that they stay Pending, also where there are nodes. */
export const NO_SCHEDULER = 'sparkdrop-bench'
