# muniment, small and without root. Build: docker build -t muniment .  How to run it: docs/deploy.md

FROM python:3.12-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /build
# The locked packages first: they change less often than the code. Wheels only, so no compiler is needed.
COPY requirements/runtime.txt requirements/build.txt requirements/
RUN python -m venv /opt/muniment \
 && /opt/muniment/bin/pip install --require-hashes --only-binary :all: -r requirements/runtime.txt \
 && pip install --require-hashes --only-binary :all: -r requirements/build.txt
COPY pyproject.toml README.md ./
COPY src src
COPY clients/python/src clients/python/src
COPY docs docs
# One document is read, so that the patterns of what reads and judges are compiled, too (docs/decisions/0026-patterns-kept.md).
RUN pip wheel --no-deps --no-build-isolation --no-index --wheel-dir dist . \
 && /opt/muniment/bin/pip install --no-deps --no-index dist/*.whl \
 && /opt/muniment/bin/python -m compileall -q /opt/muniment/lib \
 && /opt/muniment/bin/muniment analyze README.md \
 && /opt/muniment/bin/pip uninstall --yes --quiet pip

FROM python:3.12-slim
RUN groupadd --system --gid 10001 muniment \
 && useradd --system --uid 10001 --gid 10001 --home-dir /var/lib/muniment --shell /usr/sbin/nologin muniment \
 && install -d -o muniment -g muniment -m 0700 /var/lib/muniment
COPY --from=build /opt/muniment /opt/muniment
ENV PATH=/opt/muniment/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    MUNIMENT_HOME=/var/lib/muniment \
    MUNIMENT_LOG_FORMAT=json
# The only place it writes to, beside /tmp: the rest of the file system may be read-only.
VOLUME /var/lib/muniment
WORKDIR /var/lib/muniment
USER 10001:10001
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
ENTRYPOINT ["muniment"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
