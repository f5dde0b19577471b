"""Who speaks in a transcript of any format. `readers/labels.py` puts the pieces together."""
