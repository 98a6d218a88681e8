"""Histories: what a row's hash is made of, and what its body says of claims, people and the desk."""
