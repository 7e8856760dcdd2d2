// The executable: everything is in TurnoutCLI, where it can be tested.
import CMimalloc
import TurnoutCLI

tmimalloc_return_memory_at_once()
Program.main()
