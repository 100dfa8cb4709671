# Stands in for node:24-slim where no registry is at hand: the project's own Node, and npm, on a Debian that is there
# already. The contexts are the folders of both; ca-certificates.crt is the machine's, as its proxy may have its own.
ARG BASE_IMAGE
FROM ${BASE_IMAGE}
USER root
COPY --from=node node /usr/local/bin/node
COPY --from=npm . /usr/local/lib/node_modules/npm
COPY --from=certificates ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
WORKDIR /
ENTRYPOINT []
CMD ["node"]
