"""What an emotion, a prediction and an annotation are, and the network that predicts."""

import os

# Before TensorFlow is imported anywhere: its notes on CPUs and CUDA help nobody here.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
