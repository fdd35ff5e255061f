# The hub as one image; the role is an argument:
#   docker run -v lienthong:/var/lib/lienthong -p 8686:8686 -e TRUSTED_PROXIES=10.0.0.5 lienthong start --role all
# With DATABASE_URL and REDIS_URL it keeps only blobs and keys in the volume; without them the database too.
FROM node:24-bookworm-slim AS modules
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev

FROM node:24-bookworm-slim
WORKDIR /app
COPY --from=modules /app/node_modules node_modules
COPY package.json package-lock.json tsconfig.json LICENSE ./
COPY scripts scripts
COPY schemas schemas
COPY adapters adapters
COPY src src
# Compiles once, here: the user below may not write into the image.
RUN node scripts/lienthong.mjs --version
# Other than loopback needs TLS files or TRUSTED_PROXIES; the hub says so and stops without them.
ENV NODE_ENV=production LISTEN_HOST=0.0.0.0 DATA_DIR=/var/lib/lienthong
RUN install -d -o node -g node -m 700 /var/lib/lienthong
USER node
VOLUME /var/lib/lienthong
EXPOSE 8686
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s CMD ["node", "scripts/healthcheck.mjs"]
ENTRYPOINT ["node", "scripts/lienthong.mjs"]
CMD ["start", "--role", "all"]
