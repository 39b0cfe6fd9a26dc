{
  "variables": { "pocketsphinx%": "yes" },
  "target_defaults": {
    "cflags_cc": ["-std=c++17", "-Wall", "-Wextra", "-O2", "-fexceptions"],
    "cflags_cc!": ["-fno-exceptions"],
    "include_dirs": ["<!(node -p \"require('node-addon-api').include_dir\")"],
    "defines": ["NAPI_VERSION=8", "NAPI_CPP_EXCEPTIONS", "NODE_ADDON_API_DISABLE_DEPRECATED"]
  },
  "targets": [
    {
      "target_name": "sister_mpi",
      "sources": ["<!@(cat native/mpi.sources)"],
      "include_dirs": ["native/mpi"],
      "defines": ["OMPI_SKIP_MPICXX=1", "MPICH_SKIP_MPICXX=1"],
      "cflags_cc": ["<!@(mpicc -show | tr ' ' '\\n' | grep '^-I')"],
      "libraries": ["<!@(mpicc -show | tr ' ' '\\n' | grep -E '^-(L|l|Wl)')"]
    }
  ],
  "conditions": [
    [
      "pocketsphinx=='yes'",
      {
        "targets": [
          {
            "target_name": "sister_pocketsphinx",
            "sources": ["<!@(cat native/pocketsphinx.sources)"],
            "cflags_cc": ["<!@(pkg-config --cflags pocketsphinx sphinxbase)"],
            "libraries": ["<!@(pkg-config --libs pocketsphinx sphinxbase | tr ' ' '\\n' | grep -v sphinxad)"]
          }
        ]
      }
    ]
  ]
}
