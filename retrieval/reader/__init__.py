"""Reading passages for the stretch that answers a question, and training what reads."""
