# The dashboard in a container. Its stages to build: serve, train, ministack.
ARG PYTHON=docker.io/library/python:3.11-slim-bookworm@sha256:a36c24f9cbdf4fd0f52d67f0823eeac19c2028c637cecc392d97f980d4fec56b

FROM ${PYTHON} AS python
# Compiled once, below, and never checked against its source again: the root may be read-only.
ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1

FROM python AS installer
ENV COMPILE="python -m compileall -q -j 0 --invalidation-mode unchecked-hash" \
    INSTALL="python -m pip --python /opt/venv/bin/python install --quiet --no-cache-dir --no-compile --disable-pip-version-check --root-user-action ignore --require-hashes"
RUN python -m venv --without-pip /opt/venv
WORKDIR /opt/venv/lib/python3.11/site-packages

FROM installer AS dashboard
COPY requirements.txt /opt/
RUN $INSTALL -r /opt/requirements.txt
RUN \
    # the packages' own tests
    find . -type d -name tests -prune -exec rm -r {} + && \
    # maps in a notebook: the page draws none
    rm -r /opt/venv/share pydeck/nbextension && \
    # Arrow as a server, on S3, for other query languages and for compilers
    rm -r pyarrow/libarrow_flight.* pyarrow/libarrow_python_flight.* pyarrow/_flight.* && \
    rm -r pyarrow/libarrow_s3.* pyarrow/_s3fs.* pyarrow/_substrait.* && \
    rm -r pyarrow/libarrow_python*.so pyarrow/libarrow_python*.so.*.*.* pyarrow/include && \
    # making and changing networks: here one predicts
    rm -r onnxruntime/transformers onnxruntime/tools onnxruntime/quantization && \
    # downloads of tokenizers: ours is a file
    rm -r hf_xet* huggingface_hub* fsspec* && \
    # the services of AWS that nobody here asks for anything
    find botocore/data -mindepth 1 -maxdepth 1 -type d \
      ! -name dynamodb ! -name s3 ! -name sts ! -name 'sso*' ! -name signin -exec rm -r {} + && \
    $COMPILE .

FROM python AS code
COPY .streamlit /app/.streamlit
COPY model /app/model
COPY aws /app/aws
COPY dashboard /app/dashboard
RUN python -m compileall -q --invalidation-mode unchecked-hash /app

FROM python AS serve
# Labels are kept in /data unless ANNOTATION_STORE says otherwise: mount a volume there.
ENV PATH=/opt/venv/bin:$PATH \
    HOME=/tmp \
    XDG_DATA_HOME=/data \
    STREAMLIT_SERVER_ADDRESS=0.0.0.0 \
    STREAMLIT_SERVER_PORT=8501 \
    STREAMLIT_SERVER_HEADLESS=true
# No pip. The standard library is compiled, as in the base it is not.
RUN rm -rf /usr/local/lib/python3.11/site-packages/* /usr/local/lib/python3.11/ensurepip /usr/local/bin/pip* && \
    python -m compileall -q -j 0 --invalidation-mode unchecked-hash -x /lib2to3/ /usr/local/lib/python3.11 && \
    install -d -o 10001 -g 10001 -m 700 /data && \
    install -d /app
WORKDIR /app
VOLUME ["/tmp"]
EXPOSE 8501
USER 10001:10001
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
  CMD ["python", "-ISc", "import http.client as h, os, sys; c = h.HTTPConnection('127.0.0.1', os.environ['STREAMLIT_SERVER_PORT'], timeout=4); c.request('GET', '/_stcore/health'); sys.exit(c.getresponse().status != 200)"]
CMD ["python", "-m", "streamlit", "run", "dashboard/asgi.py"]
COPY --from=dashboard /opt/venv /opt/venv
COPY --from=code /app /app
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Emotion labels" \
      org.opencontainers.image.description="A dashboard to label texts with emotions" \
      org.opencontainers.image.revision="${REVISION}"

# DynamoDB and S3 for compose.yaml
FROM installer AS ministack
COPY requirements-ministack.txt /opt/
RUN $INSTALL -r /opt/requirements-ministack.txt && $COMPILE . && \
    install -d -o 10001 -g 10001 -m 700 /state
ENV PATH=/opt/venv/bin:$PATH \
    HOME=/tmp \
    GATEWAY_PORT=4566
WORKDIR /state
USER 10001:10001
HEALTHCHECK --interval=2s --timeout=5s --start-period=30s \
  CMD ["python", "-ISc", "import http.client as h, os, sys; c = h.HTTPConnection('127.0.0.1', os.environ['GATEWAY_PORT'], timeout=4); c.request('GET', '/_ministack/health'); sys.exit(c.getresponse().status != 200)"]
CMD ["ministack"]

# Retraining: its arguments are those of python -m model.train. TensorFlow is not compiled, as that
# is 180 MB more, and a job of minutes may start slowly.
FROM installer AS train
COPY requirements-train.txt /opt/
RUN $INSTALL -r /opt/requirements-train.txt
ENV PATH=/opt/venv/bin:$PATH \
    HOME=/tmp \
    PYTHONPATH=/app
WORKDIR /data
COPY --from=code /app /app
USER 10001:10001
# -P: a folder called model in /data is not ours
ENTRYPOINT ["python", "-P", "-m", "model.train", "--out", "/data/versions"]

# What is built when no stage is named
FROM serve
