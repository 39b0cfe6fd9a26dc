"""Common code of the measured Python programs: their cases, and the median of the batches, as in cases.h and cases.ts."""

from mpi4py import MPI


class Case:
    """One argument: NAME,COUNT,ROUNDS,BATCHES."""

    def __init__(self, text):
        self.name, *numbers = text.split(",")
        self.count, self.rounds, self.batches = map(int, numbers)


def measure(case, share, run):
    """Runs all batches after a warm-up of a fifth of them.

    Rank 0 prints the median time of a round in microseconds, times `share`.
    """
    times = []
    for batch in range(-(case.batches // 5) - 1, case.batches):
        begin = MPI.Wtime()
        run(case.rounds)
        if batch >= 0:
            times.append((MPI.Wtime() - begin) / case.rounds * share * 1e6)
    if MPI.COMM_WORLD.rank == 0:
        print(f"{case.name},{case.count} {sorted(times)[case.batches // 2]:.4f}", flush=True)
