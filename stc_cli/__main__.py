"""`python -m stc_cli` is `stc`."""

from stc_cli.cli import main

if __name__ == "__main__":  # a worker process imports this module without running it
    main()
