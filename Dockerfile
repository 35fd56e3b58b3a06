# Not yet run: no Docker engine was at hand where it was written.
# No build stage: Node runs the TypeScript as it is. Node comes with the image, so the packages that bring it are left out.
FROM node:26-slim
WORKDIR /causeway
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --omit=optional --ignore-scripts && npm cache clean --force
COPY . .
RUN install -d -o node -g node -m 700 /data /anchors
USER node
ENV HOST=0.0.0.0 DATA_DIR=/data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=4", "--heap-growing-percent=20", "src/main.ts"]
