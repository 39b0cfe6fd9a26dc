"""Ping-pong between two ranks with mpi4py's buffer forms. Counts are in bytes. Prints microseconds, one way."""

import sys

import numpy
from mpi4py import MPI

from cases import Case, measure

world = MPI.COMM_WORLD
peer = 1 - world.rank


def pingpong(buffer):
    def run(rounds):
        for _ in range(rounds):
            if world.rank == 0:
                world.Send(buffer, peer)
                world.Recv(buffer, peer)
            else:
                world.Recv(buffer, peer)
                world.Send(buffer, peer)

    return run


cases = [Case(text) for text in sys.argv[1:]]
room = numpy.ones(max(case.count for case in cases), numpy.uint8)

for case in cases:
    measure(case, 0.5, pingpong(room[: case.count]))
