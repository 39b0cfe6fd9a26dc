/**
 * Facts that scripts/mpi-coverage.mjs cannot read from sources: the chapters of the standard, which functions are built
 * above MPI and how, and which are left out and why.
 */

/** A function belongs to the first chapter whose `names` match. */
export const CHAPTERS = [
  {
    title: "Files",
    section: "13",
    names: /^MPI_(File_(?!.*errhandler)|Register_datarep)/,
  },
  {
    title: "One-sided communication",
    section: "11",
    names:
      /^MPI_(Win_(?!.*(errhandler|keyval|_attr|_name))|R?put$|R?get$|R?accumulate|R?get_accumulate|Put$|Get$|Accumulate|Get_accumulate|Fetch_and_op|Compare_and_swap)/,
  },
  {
    title: "Environment, errors, memory, time",
    section: "8",
    names:
      /errhandler|^MPI_(Errhandler|Error|Add_error|Abort|Init$|Initialized|Finalize|Alloc_mem|Free_mem|Get_(version|library|processor)|W(time|tick)|Pcontrol)/,
  },
  {
    title: "Groups, communicators, attributes, names",
    section: "6",
    names:
      /(keyval|_attr|[gs]et_name)$|^MPI_(Group_|Comm_(?!accept|connect|spawn|get_parent|join|disconnect)|Intercomm_|Attr_|Keyval_)/,
  },
  { title: "Process topologies", section: "7", names: /^MPI_(Cart|Graph|Dist_graph|Dims_|Topo_|I?[Nn]eighbor_)/ },
  {
    title: "Processes",
    section: "10",
    names:
      /^MPI_(Comm_(accept|connect|spawn|get_parent|join|disconnect)|(Open|Close)_port|(Unp|P)ublish_name|Lookup_name)/,
  },
  { title: "Info", section: "9", names: /^MPI_Info_/ },
  {
    title: "Threads and generalized requests",
    section: "12",
    names: /^MPI_(Grequest|Status_set|Init_thread|Query_thread|Is_thread_main)/,
  },
  {
    title: "Datatypes and packing",
    section: "4 (and 17.2)",
    names: /^MPI_(Type_|Pack|Unpack|Get_address|Get_elements|Aint_)/,
  },
  {
    title: "Collectives",
    section: "5",
    names:
      /^MPI_(I?(barrier|bcast|gatherv?|scatterv?|allgatherv?|alltoall[vw]?|reduce\w*|allreduce|scan|exscan)|Op_\w+)$/i,
  },
  {
    title: "Point to point",
    section: "3",
    names:
      /^MPI_(I?[SsBbRr]?send(_init|recv|recv_replace)?|I?recv(_init)?|I?m?probe|I?mrecv|Buffer_|Request_|Cancel|Start|Test|Wait|Get_count)/i,
  },
];

const CALLBACK = "JavaScript must not run inside MPI, which calls back at any time on any thread";

/** Functions that are built in TypeScript above MPI, and how. */
export const ABOVE = {
  ...same(
    ["MPI_Waitall", "MPI_Testall", "MPI_Waitany", "MPI_Testany", "MPI_Waitsome"],
    {
      MPI_Waitall: "`Request.all`, `Request.allSync`",
      MPI_Testall: "`Request.testAll`",
      MPI_Waitany: "`Request.any`, `Request.anySync`",
      MPI_Testany: "`Request.testAny`",
      MPI_Waitsome: "`Request.some`, `Request.someSync`",
    },
    " (src/mpi/requests/request.ts): one `MPI_Testsome` tests all outstanding requests",
  ),
  MPI_Startall: "`Request.startAll`: calls `MPI_Start` for each",
  MPI_Request_get_status: "`request.test()` and `request.status`: a Request keeps its status after completion",
  MPI_Get_count: "`status.count(datatype)`, computed from the message's bytes: exact beyond 2^31",
  MPI_Get_elements: "`status.elements(datatype)`, which calls `MPI_Get_elements_x`",
  MPI_Test_cancelled: "`status.cancelled`, which the addon reads with the status",
  MPI_Op_create:
    "`Op.create`: the contributions are gathered and then combined in JavaScript (src/mpi/collectives/js-reduction.ts). " +
    CALLBACK,
  MPI_Op_free: "`op.free()`, for an operation of `Op.create`",
  ...same(
    ["MPI_Comm_create_keyval", "MPI_Comm_free_keyval", "MPI_Comm_set_attr", "MPI_Comm_delete_attr"],
    {
      MPI_Comm_create_keyval: "`Keyval.create`",
      MPI_Comm_free_keyval: "`keyval.free()`",
      MPI_Comm_set_attr: "`comm.setAttribute`",
      MPI_Comm_delete_attr: "`comm.deleteAttribute`",
    },
    ": attributes are stored in JavaScript (src/mpi/communicator/attributes.ts), like the functions that copy and delete them",
  ),
  MPI_Comm_get_errhandler: "`comm.errorHandling`: the last setting",
  MPI_Init: "`init` calls `MPI_Init_thread`, which does the same for a given thread level",
  MPI_Type_get_true_extent: "`datatype.trueExtent`, which calls `MPI_Type_get_true_extent_x`",
  MPI_Aint_add: "addresses are numbers, exact up to 2^53: `+`",
  MPI_Aint_diff: "addresses are numbers, exact up to 2^53: `-`",
};

const THROWN = `a failed call throws or rejects with an MpiError, so \`catch\` is the handler. ${CALLBACK}`;
const DEPRECATED = "deprecated since MPI 2.0: ";
const F90 =
  "for kinds of Fortran (`selected_real_kind`), for which JavaScript has no arrays; `Datatype.matchSize` finds a datatype by its size";
const GENERALIZED = `a program uses a Promise instead; MPI would have to call back for a status. ${CALLBACK}`;

/** Functions that are left out, and why. */
export const LEFT_OUT = {
  ...all(
    ["MPI_Comm_create_errhandler", "MPI_Win_create_errhandler", "MPI_File_create_errhandler", "MPI_Errhandler_free"],
    THROWN,
  ),
  ...all(
    ["MPI_Win_get_errhandler", "MPI_Win_call_errhandler", "MPI_File_get_errhandler", "MPI_File_call_errhandler"],
    "errors on windows and files are always returned and then thrown: there is no other handler",
  ),
  ...all(
    [
      "MPI_Grequest_start",
      "MPI_Grequest_complete",
      "MPI_Status_set_elements",
      "MPI_Status_set_elements_x",
      "MPI_Status_set_cancelled",
    ],
    GENERALIZED,
  ),
  MPI_Register_datarep: `a function of the program would convert a file's data. ${CALLBACK}; "native", "internal" and "external32" are available`,
  ...all(["MPI_Type_create_f90_real", "MPI_Type_create_f90_complex", "MPI_Type_create_f90_integer"], F90),
  MPI_Comm_join:
    "needs the descriptor of a connected socket, which Node.js does not give to programs: use `accept` and `connect`",
  MPI_Comm_idup: "not yet: `await comm.dup()` also keeps the event loop free",
  ...all(
    [
      ...[
        "MPI_Type_create_keyval",
        "MPI_Type_free_keyval",
        "MPI_Type_set_attr",
        "MPI_Type_get_attr",
        "MPI_Type_delete_attr",
      ],
      ...["MPI_Win_create_keyval", "MPI_Win_free_keyval", "MPI_Win_set_attr", "MPI_Win_delete_attr"],
    ],
    "not yet: a WeakMap attaches values to a Datatype or a Window",
  ),
  ...all(["MPI_Alloc_mem", "MPI_Free_mem"], "not yet: `Window.allocate` allocates memory from the library"),
  ...all(
    ["all", "at_all", "ordered"].flatMap((how) =>
      ["read", "write"].flatMap((way) => ["begin", "end"].map((part) => `MPI_File_${way}_${how}_${part}`)),
    ),
    "split collectives: `ireadAll`, `iwriteAtAll` … do the same with a request, and many can be outstanding",
  ),
  MPI_Keyval_create: `${DEPRECATED}\`Keyval.create\``,
  MPI_Keyval_free: `${DEPRECATED}\`keyval.free\``,
  MPI_Attr_put: `${DEPRECATED}\`comm.setAttribute\``,
  MPI_Attr_get: `${DEPRECATED}\`comm.getAttribute\``,
  MPI_Attr_delete: `${DEPRECATED}\`comm.deleteAttribute\``,
};

/** Names that headers still declare, but that are not functions of MPI 3.1. */
export const NOT_COUNTED = all(
  [
    ...["MPI_Address", "MPI_Errhandler_create", "MPI_Errhandler_get", "MPI_Errhandler_set", "MPI_Type_extent"],
    ...["MPI_Type_hindexed", "MPI_Type_hvector", "MPI_Type_lb", "MPI_Type_struct", "MPI_Type_ub"],
  ],
  "removed in MPI 3.0; their replacements are covered",
);

/** The same reason for several names. */
function all(names, why) {
  return Object.fromEntries(names.map((name) => [name, why]));
}

/** A text for each name, followed by a common one. */
function same(names, what, how) {
  return Object.fromEntries(names.map((name) => [name, what[name] + how]));
}
