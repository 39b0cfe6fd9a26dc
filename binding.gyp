{
  "target_defaults": {
    "cflags_cc": ["-std=c++17", "-Wall", "-Wextra", "-O2"],
    "cflags_cc!": ["-fno-exceptions"],
    "include_dirs": ["<!(node -p \"require('node-addon-api').include_dir\")"],
    "defines": ["NAPI_VERSION=8", "NODE_ADDON_API_DISABLE_DEPRECATED"]
  },
  "targets": [
    {
      "target_name": "sister_mpi",
      "sources": ["<!@(cat native/mpi.sources)"],
      "defines": ["OMPI_SKIP_MPICXX=1", "MPICH_SKIP_MPICXX=1"],
      "cflags_cc": ["<!@(mpicc -show | tr ' ' '\\n' | grep '^-I')"],
      "libraries": ["<!@(mpicc -show | tr ' ' '\\n' | grep -E '^-(L|l|Wl)')"]
    }
  ]
}
