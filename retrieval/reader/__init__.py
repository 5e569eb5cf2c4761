"""Reading passages for the stretch that answers a question, and training what reads."""

import os

# onnxruntime, from 1.31 on, keeps an id of this machine in the home folder and tells Microsoft of
# its use, unless this is set before it is imported; calling it off afterwards leaves both.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
