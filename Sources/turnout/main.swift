// The executable: everything is in TurnoutCLI, where it can be tested.
import TurnoutCLI

Program.main()
