// Texts as they must be printed, character by character. Change them only on purpose, and review the diff.

enum Golden {
    static let everybodyIn = """
        PASSED  Simultaneous login: both thresholds hold

        Turnout     500 of 500 got in (95 % confidence: at least 99.3 %)
        Release     All 500 sent their first request within 34.2 ms (half within
                    12.3 ms), the first 0.82 ms after the release.
                    The last connected 33.0 ms after the first (half within 11.0 ms).
        Admission   ▏·▁▃▅▇██▕ 50 % in 312 ms, 90 % in 702 ms, 99 % in 1.24 s, the last
                    in 1.30 s.

        Response times    ok  failed      p50       p95      p99      max  ours p95
        token            500       0  81.3 ms    210 ms   260 ms~  281 ms   4.20 ms
        generate-access  500       0  40.0 ms   99.0 ms   120 ms   130 ms         –
        enter-room       500       0   120 ms    310 ms   480 ms   502 ms         –
        journey          500           310 ms    800 ms   1.25 s~  1.30 s
        ours: how much of a step's time was the generator's own
        ~ rests on fewer than ten measurements

        Thresholds
          ok  turnout >= 99.5%         is 100 %
          ok  p95(enter-room) < 800ms  is 310 ms

        Generator   ok: CPU 12.3 %, loop lag p99 0.42 ms, 85 MiB, 1031 open files
        Run         turnout-runs/20261124T091500Z-login

        """

    static let collapsed = """
        FAILED  Simultaneous login: 3 of 4 thresholds failed: turnout >= 99.5%, failures(token, status 503)
                == 0, admission(99%) < 10s
          ! p95(enter-room) of 312 successes; 188 failed.

        Turnout     312 of 500 got in, 62.4 % (95 % confidence: between 58.0 % and 66.7 %); 188 failed
                    before that, 6 failed after getting in
        Release     498 of the 500 who waited sent their first request within 34.2 ms (half within 12.3 ms),
                    the first 0.82 ms after the release.
                    The last connected 33.0 ms after the first (half within 11.0 ms).
                    2 people came later and are not counted here: participant 499, participant 500.
        Admission   50 % in 4.21 s, the last in 9.80 s; 188 never got in.

        Response times    ok  failed      p50       p95      p99      max
        token            318     182   2.40 s    8.90 s   9.61 s~  9.70 s
        generate-access  500       0  40.0 ms   99.0 ms   120 ms   130 ms
        enter-room       500       0   120 ms    310 ms   480 ms   502 ms
        journey          500           310 ms    800 ms   1.25 s~  1.30 s
        ~ rests on fewer than ten measurements

        Failures
          182 × token: status 503, from 0.42 s to 6.21 s
              The log-in cannot take this many at once. → This is the finding the rehearsal is for: add
              capacity, queue, or spread the start.
          6 × enter-room: timed out, at 30.1 s
              Operation timed out after 30001 ms

        Thresholds
          FAILED  turnout >= 99.5%                  is 62.4 %
          ok      p95(enter-room) < 800ms           is 310 ms
          FAILED  failures(token, status 503) == 0  is 182
          FAILED  admission(99%) < 10s              never reached

        Generator   ok: CPU 12.3 %, loop lag p99 0.42 ms, 85 MiB, 1031 open files
        Run         turnout-runs/20261124T091500Z-login

        """
}
