// Texts as they must be printed, character by character. Change them only on purpose, and review the diff.

enum Golden {
    static let everybodyIn = """
        PASSED  Simultaneous login: both thresholds hold

        Turnout     500 of 500 got in (95 % confidence: at least 99.3 %)
        Admission   ▏·▁▃▅▇██▕ 50 % in 312 ms, 90 % in 702 ms, 99 % in 1.24 s, the last
                    in 1.30 s.

        Response times    ok  failed      p50       p95      p99      max  ours p95
        token            500       0  81.3 ms    210 ms   260 ms~  281 ms   4.20 ms
        generate-access  500       0  40.0 ms   99.0 ms   120 ms   130 ms         –
        enter-room       500       0   120 ms    310 ms   480 ms   502 ms         –
        journey          500           310 ms    800 ms   1.25 s~  1.30 s
        ours: the generator's own share; ~ rests on fewer than ten measurements

        Thresholds  ok  turnout >= 99.5%         is 100 %
                    ok  p95(enter-room) < 800ms  is 310 ms
        Release     Cold: all 500 sent their first request within 34.2 ms (half within
                    12.3 ms), the first 0.82 ms after the release.
        Generator   ok: CPU 12.3 %, loop lag p99 0.42 ms
        Run         turnout-runs/20261124T091500Z-login

        """

    static let collapsed = """
        FAILED  Simultaneous login: 3 of 4 thresholds failed: turnout >= 99.5%, failures(token, status 503)
                == 0, admission(99%) < 10s
          ! p95(enter-room) of 312 successes; 188 failed.

        Turnout     312 of 500 got in, 62.4 % (95 % confidence: between 58.0 % and 66.7 %); 188 failed
                    before that, 6 failed after getting in
        Admission   50 % in 4.21 s, the last in 9.80 s; 188 never got in.

        Failures
          182 × token: status 503, from 0.42 s to 6.21 s after the first arrival
              The log-in cannot take this many at once. → This is the finding the rehearsal is for: add
              capacity, queue, or spread the start.
              participant 12, …
          6 × enter-room: timed out, 30.1 s after the first arrival
              Operation timed out after 30001 ms
              participant 3, …

        Response times    ok  failed      p50       p95      p99      max
        token            318     182   2.40 s    8.90 s   9.61 s~  9.70 s
        generate-access  500       0  40.0 ms   99.0 ms   120 ms   130 ms
        enter-room       500       0   120 ms    310 ms   480 ms   502 ms
        journey          500           310 ms    800 ms   1.25 s~  1.30 s
        ~ rests on fewer than ten measurements

        Thresholds  FAILED  turnout >= 99.5%                  is 62.4 %
                    ok      p95(enter-room) < 800ms           is 310 ms
                    FAILED  failures(token, status 503) == 0  is 182
                    FAILED  admission(99%) < 10s              never reached
        Release     Cold: 498 of the 500 who waited sent their first request within 34.2 ms (half within
                    12.3 ms), the first 0.82 ms after the release.
                    2 people came later and are not counted here: participant 499, participant 500.
        Generator   ok: CPU 12.3 %, loop lag p99 0.42 ms
        Run         turnout-runs/20261124T091500Z-login

        """

    static let busy = """
        running 14.2 s, about 18 s to go, at most 4 min 46 s  Monday webinar
        ████████████████████████████████▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒░░░░░░░░░×××××········
        █ 200 got in  ▒ 160 on the way  ░ 60 waiting  × 30 failed  · 50 to come
        60 of 500 wait at the release before token, for 12 s at most

        Step                now      ok     /s      p50       p95   failed
        token               100     350     61  81.3 ms    210 ms       30
        generate-access      60     290      0   812 ms    2.40 s~       0
        enter-room            0       0      –        –         –        0

        Generator ok: CPU 34 %, loop lag p99 0.42 ms   1234 requests/s, 12,345 so far

        """

    static let busyAt40 = """
        running 14.2 s, about 18 s to go
        ████████████████▒▒▒▒▒▒▒▒▒▒▒▒░░░░░××····
        █ 200 got in  ▒ 160 on the way
        ░ 60 waiting  × 30 failed  · 50 to come
        60 of 500 wait at the release before
        token, for 12 s at most

        Step        /s     p50      p95  failed
        token       61 81.3 ms   210 ms      30
        generate-…   0  812 ms   2.40 s~      0
        enter-room   –       –        –       0

        Generator ok: CPU 34 %, loop lag p99 0…
        1234 requests/s, 12,345 so far

        """

    static let severalCrowds = """
        running 14.2 s, about 18 s to go, at most 4 min 46 s  Monday webinar
        hosts                ███████████████████████████████████  3 of 3
        learners             ██████████████▒▒▒▒▒▒▒▒▒▒▒░░░░××····  200 of 500, 30 failed
        the people in all …  ███████████████████▒▒▒▒▒▒▒▒▒▒▒▒××××  22, 4 failed
        █ 225 got in  ▒ 174 on the way  ░ 60 waiting  × 34 failed  · 50 to come
        60 of 500 wait at the release before token, for 12 s at most

        Step                          now      ok     /s      p50       p95   failed
        learners: token               100     350     61  81.3 ms    210 ms       30
        learners: generate-access      60     290      0   812 ms    2.40 s~       0
        learners: enter-room            0       0      –        –         –        0

        Generator ok: CPU 34 %, loop lag p99 0.42 ms   1234 requests/s, 12,345 so far

        """
}
