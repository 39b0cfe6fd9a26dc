"""The checks of interoperation.ts with mpi4py's buffer forms, in the same order and with the same names."""

import json
import os
import time
import traceback

import numpy
from mpi4py import MPI

world = MPI.COMM_WORLD
rank = world.rank
size = world.size
next_rank = (rank + 1) % size
previous = (rank + size - 1) % size


def check(name, run):
    error = None
    try:
        run()
    except Exception:
        error = traceback.format_exc()
    report = {"rank": rank, "language": "Python", "name": name, "error": error}
    with open(os.environ.get("SISTER_TEST_REPORTS", "/dev/stdout"), "a") as reports:
        reports.write(json.dumps(report) + "\n")


def equal(got, expected):
    assert list(got) == list(expected), f"got {list(got)}, not {list(expected)}"


class Kind:
    def __init__(self, name, dtype, datatype, first):
        self.name, self.dtype, self.datatype, self.first = name, dtype, datatype, first

    def of(self, r):
        return numpy.array([self.first + 50 * r + i for i in range(3)], self.dtype)


DOUBLES = Kind("Float64", numpy.float64, MPI.DOUBLE, 0.25)
KINDS = [
    DOUBLES,
    Kind("Int32", numpy.int32, MPI.INT32_T, -(2**31)),
    Kind("Uint8", numpy.uint8, MPI.UINT8_T, 100),
    Kind("BigInt64", numpy.int64, MPI.INT64_T, 2**62),
]


def messages(kind):
    for shift in range(1, size):
        dest = (rank + shift) % size
        source = (rank + size - shift) % size
        for tag in range(3):
            got = kind.of(rank)
            status = MPI.Status()
            if tag == 1:
                request = world.Isend(kind.of(rank), dest, tag)
                world.Recv(got, source, tag, status)
                request.Wait()
            else:
                request = world.Irecv(got, source, tag)
                if tag == 0:
                    world.Isend(kind.of(rank), dest, tag).Wait()
                else:
                    world.Send(kind.of(rank), dest, tag)
                request.Wait(status)
            equal(got, kind.of(source))
            equal([status.source, status.tag, status.Get_count(kind.datatype)], [source, tag, 3])


for kind in KINDS:
    check(f"{kind.name} messages from and to every other rank", lambda: messages(kind))


def long_message():
    got = numpy.zeros(300_000)
    request = world.Irecv(got, previous, 3)
    world.Send(numpy.full(300_000, rank + 0.5), next_rank, 3)
    request.Wait()
    assert (got == previous + 0.5).all()


check("a long message", long_message)


def probes():
    sends = [world.Isend(numpy.full(5, float(rank)), next_rank, tag) for tag in (4, 5)]
    got = numpy.zeros(5)
    status = MPI.Status()
    world.Probe(previous, 5, status)
    equal([status.source, status.tag], [previous, 5])
    equal([status.Get_count(MPI.DOUBLE), status.Get_count(MPI.INT32_T)], [5, 10])
    world.Recv(got, previous, 5)
    equal(got, [previous] * 5)
    message = world.Mprobe(previous, 4, status)
    equal([status.Get_count(MPI.DOUBLE)], [5])
    message.Recv(got, status)
    equal([status.source], [previous])
    MPI.Request.Waitall(sends)


check("a probe returns source, tag and length", probes)


def truncated_by(receive):
    try:
        receive()
    except MPI.Exception as error:
        equal([error.Get_error_class()], [MPI.ERR_TRUNCATE])
    else:
        raise AssertionError("no error")


def truncation():
    for victim in range(size):
        sender = (victim + 1) % size
        if rank == victim:
            short = numpy.zeros(1, numpy.int32)
            truncated_by(lambda: world.Irecv(short, sender, 6).Wait())
            truncated_by(lambda: world.Recv(short, sender, 6))
            whole = numpy.zeros(3, numpy.int32)
            world.Recv(whole, sender, 6)
            equal(whole, [7, 8, 9])
        elif rank == sender:
            for _ in range(3):
                world.Send(numpy.array([7, 8, 9], numpy.int32), victim, 6)


check("a truncated receive is an error only at the receiver", truncation)


def call(form, name, *args, comm=world, **options):
    """comm.Bcast(…), or comm.Ibcast(…).Wait()."""
    if form == "blocking":
        getattr(comm, name)(*args, **options)
    else:
        getattr(comm, "I" + name.lower())(*args, **options).Wait()


def bcast(form):
    for root in range(size):
        for kind in KINDS:
            data = kind.of(rank)
            call(form, "Bcast", data, root=root)
            equal(data, kind.of(root))


counts = [r + 1 for r in range(size)]
displs = [1 + r * (size + 2) for r in range(size)]
room = size * (size + 2) + 1


def pieces(root, r):
    return numpy.array([1000 * root + 10 * r + i for i in range(r + 1)], numpy.int32)


def laid_out(root):
    whole = numpy.full(room, -1, numpy.int32)
    for r in range(size):
        whole[displs[r] : displs[r] + counts[r]] = pieces(root, r)
    return whole


def scatterv(form):
    for root in range(size):
        own = numpy.zeros(rank + 1, numpy.int32)
        whole = [laid_out(root), counts, displs, MPI.INT32_T] if rank == root else None
        call(form, "Scatterv", whole, own, root=root)
        equal(own, pieces(root, rank))


def gatherv(form):
    for root in range(size):
        data = numpy.full(room, -1, numpy.int32)
        whole = [data, counts, displs, MPI.INT32_T] if rank == root else None
        call(form, "Gatherv", pieces(root, rank), whole, root=root)
        if rank == root:
            equal(data, laid_out(root))


def allreduce(form):
    result = numpy.zeros(3)
    call(form, "Allreduce", DOUBLES.of(rank), result, op=MPI.SUM)
    equal(result, sum(DOUBLES.of(r) for r in range(size)))
    call(form, "Allreduce", DOUBLES.of(rank), result, op=MPI.MAX)
    equal(result, DOUBLES.of(size - 1))
    exact = numpy.zeros(1, numpy.int64)
    call(form, "Allreduce", numpy.array([2**53 + rank], numpy.int64), exact, op=MPI.MAX)
    equal(exact, [2**53 + size - 1])


def barrier(form):
    came = time.monotonic_ns()
    call(form, "Barrier")
    left = time.monotonic_ns()
    last = numpy.zeros(1)
    world.Allreduce(numpy.array([float(came)]), last, MPI.MAX)
    assert float(left) >= last[0]


for form in ("blocking", "nonblocking"):
    check(f"bcast from every root, {form}", lambda: bcast(form))
    check(f"scatterv with gaps from every root, {form}", lambda: scatterv(form))
    check(f"gatherv with gaps to every root, {form}", lambda: gatherv(form))
    check(f"allreduce with SUM and MAX, {form}", lambda: allreduce(form))
    check(f"no rank leaves a barrier before all have entered, {form}", lambda: barrier(form))


def outstanding():
    roots = (0, size - 1)
    data = [DOUBLES.of(rank) for _ in roots]
    total = numpy.zeros(1, numpy.int32)
    requests = [world.Ibcast(buffer, root) for buffer, root in zip(data, roots)]
    requests += [world.Iallreduce(numpy.array([rank], numpy.int32), total), world.Ibarrier()]
    MPI.Request.Waitall(requests)
    for buffer, root in zip(data, roots):
        equal(buffer, DOUBLES.of(root))
    equal(total, [size * (size - 1) // 2])


check("outstanding collectives match in call order", outstanding)


def columns():
    column = MPI.DOUBLE.Create_vector(3, 1, 4).Commit()

    def cells(r):
        return 100.0 * r + numpy.arange(12.0)

    numbers = numpy.zeros(3)
    request = world.Irecv(numbers, previous, 7)
    world.Send([cells(rank)[1:], 1, column], next_rank, 7)
    request.Wait()
    equal(numbers, [100 * previous + i for i in (1, 5, 9)])
    matrix = cells(rank)
    request = world.Irecv([matrix[1:], 1, column], previous, 8)
    world.Send(DOUBLES.of(rank), next_rank, 8)
    request.Wait()
    expected = cells(rank)
    expected[1::4] = DOUBLES.of(previous)
    equal(matrix, expected)
    column.Free()


check("a column at one end is three numbers at the other", columns)


def communicators():
    turned = world.Split(0, -rank)
    equal([turned.rank, turned.size], [size - 1 - rank, size])
    data = DOUBLES.of(rank)
    call("nonblocking", "Bcast", data, comm=turned)
    equal(data, DOUBLES.of(size - 1))
    copy = world.Dup()
    both = [world, copy]
    sends = [comm.Isend(numpy.array([i], numpy.int32), next_rank, 9) for i, comm in enumerate(both)]
    for i in (1, 0):
        got = numpy.zeros(1, numpy.int32)
        both[i].Recv(got, previous, 9)
        equal(got, [i])
    MPI.Request.Waitall(sends)
    copy.Free()
    turned.Free()


check("split reverses the ranks, and dup has separate messages", communicators)
