"""Bring everything into an AWS account: `python -m aws.deploy`."""
