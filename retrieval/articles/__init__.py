"""Files in, articles out: one loader per format, and the cleaning that they share."""
