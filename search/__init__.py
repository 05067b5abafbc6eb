"""The index: one protocol, one contract, several engines. Reads only the public record; always disposable."""
