// Makes the system's SQLite importable from Swift.
#include <sqlite3.h>
