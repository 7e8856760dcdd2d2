import TurnoutCLI
