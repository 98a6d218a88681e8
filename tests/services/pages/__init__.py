"""Tests of cited pages: fetched from a server of faults on this machine, kept, checked, bound and erased."""
