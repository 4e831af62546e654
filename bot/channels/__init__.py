"""The ways people reach us, one package each; all of them speak `flows.protocol` to the Gateway."""
