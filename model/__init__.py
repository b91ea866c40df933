"""What an emotion, a prediction and an annotation are, and the network that predicts."""
