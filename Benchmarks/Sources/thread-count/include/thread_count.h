// Nothing to call: the library is preloaded and interposes `pthread_create`.
#pragma once
