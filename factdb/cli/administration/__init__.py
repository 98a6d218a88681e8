"""Commands on the desk and its database: init, config, db, policy, reviewers, verify."""
