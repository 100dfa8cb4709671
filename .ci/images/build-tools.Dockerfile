# What the images are built with where no registry is at hand, in place of node:24-slim and of a JDK image: the project's
# own Node, npm, and a JDK of the Debian that the Spark image is made of. The contexts are the folders of the first two;
# certificates holds this machine's authorities, as its proxy may have its own.
ARG BASE_IMAGE
FROM ${BASE_IMAGE}
USER root
COPY --from=certificates ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends openjdk-17-jdk-headless >/dev/null
COPY --from=node node /usr/local/bin/node
COPY --from=npm . /usr/local/lib/node_modules/npm
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
WORKDIR /
ENTRYPOINT []
CMD ["node"]
