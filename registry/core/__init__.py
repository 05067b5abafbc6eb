"""What every slice stands on: labels, time, errors, identity, encryption, storage types."""
