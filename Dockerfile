FROM node:24 AS ui
WORKDIR /src/ui
COPY ui/package.json ui/package-lock.json ui/.npmrc ./
RUN npm ci --ignore-scripts
COPY ui/ ./
RUN npm run build

FROM golang:1.26 AS build
ARG VERSION=unknown
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY main.go ./
COPY internal/ internal/
COPY ui/embed.go ui/
COPY --from=ui /src/ui/dist/ ui/dist/
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=$VERSION" -o /out/auth-service . \
 && mkdir /out/data /out/tmp

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /out/auth-service /auth-service
COPY --from=build --chown=65532:65532 /out/data/ /data/
COPY --from=build --chown=65532:65532 /out/tmp/ /tmp/
ENV NODE_ENV=production DATA_DIR=/data
USER 65532:65532
EXPOSE 3001
VOLUME /data
HEALTHCHECK --interval=10s --timeout=5s --start-period=15s CMD ["/auth-service", "health"]
ENTRYPOINT ["/auth-service"]
