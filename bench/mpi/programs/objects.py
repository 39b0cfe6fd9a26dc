"""Values of any kind between two ranks with mpi4py's pickle forms: a small dict, and one that contains an array.

Counts are the arrays' bytes. Prints microseconds, one way.
"""

import sys

import numpy
from mpi4py import MPI

from cases import Case, measure

world = MPI.COMM_WORLD
peer = 1 - world.rank


def objects(value):
    def run(rounds):
        for _ in range(rounds):
            if world.rank == 0:
                world.send(value, peer)
                world.recv(source=peer)
            else:
                world.recv(source=peer)
                world.send(value, peer)

    return run


for case in map(Case, sys.argv[1:]):
    if case.name == "small":
        value = {"name": "segment", "n": 7, "list": [1, 2, 3, 4, 5, 6, 7, 8]}
    else:
        value = {"name": "talk", "samples": numpy.ones(case.count // 8)}
    measure(case, 0.5, objects(value))
