# Footnote with its reader, from locked versions:  docker build -t footnote .
FROM python:3.12-slim AS build
WORKDIR /build
COPY requirements.lock .
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY retrieval retrieval
COPY prompts prompts
COPY seeds seeds
RUN /venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.12-slim
# /state is the home of what the bot keeps; a volume made there belongs to the bot.
RUN useradd --uid 10001 --no-create-home --home-dir /state footnote \
    && install -d -o footnote -g footnote /state
COPY --from=build /venv /venv
ENV PATH=/venv/bin:$PATH HOME=/state PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER footnote
WORKDIR /state
ENTRYPOINT ["footnote"]
CMD ["telegram"]
