"""Like collectives.c, with mpi4py's buffer forms."""

import sys

import numpy
from mpi4py import MPI

from cases import Case, measure

world = MPI.COMM_WORLD
rank = world.rank
size = world.size

cases = [Case(text) for text in sys.argv[1:]]
most = max(case.count for case in cases)
part_room = numpy.ones(most)
whole_room = numpy.ones(most * size)

for case in cases:
    part = part_room[: case.count]
    whole = whole_room[: case.count * size]
    total = whole[: case.count]
    calls = {
        "bcast": lambda root: world.Bcast(part, root),
        "scatter": lambda root: world.Scatter(whole if root == rank else None, part, root),
        "gather": lambda root: world.Gather(part, whole if root == rank else None, root),
        "allreduce": lambda root: world.Allreduce(part, total),
    }
    call = calls[case.name]

    def run(rounds):
        for i in range(rounds):
            call(i % size)

    measure(case, 1, run)
