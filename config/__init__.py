import os

# Before anything imports numpy. Several processes embed at once here; BLAS threads of each that wait for
# one another by spinning make a 9 ms query take a second on a busy machine.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
