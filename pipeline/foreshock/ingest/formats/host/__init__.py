"""What a host's own programs tell of it: procps, df, and the files of /proc."""
