"""Where instances come from: files, folders, archives, DICOMDIRs, standard input."""
