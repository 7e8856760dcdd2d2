import CLibcurl
import Testing

@Suite struct `A Set-Cookie line` {
    private func effect(_ line: String) -> tcurl_cookie {
        // Its length alone says where it ends, as in libcurl's callback.
        tcurl_cookie_line("accessToken", line + "; Secure", line.utf8.count)
    }

    @Test(arguments: [
        ("accessToken=a; Path=/; Secure; HttpOnly", true), ("accessToken=a;secure", true),
        ("accessToken=a; \tSECURE ", true), ("accessToken=a; Secure\r\n", true), ("accessToken=a; Sec", false),
        ("accessToken=a; Secure=1", true), ("accessToken=a", false), ("accessToken=Secure", false),
        ("accessToken=a; Path=/; SecureX", false), ("accessToken=a; Secur", false), ("accessToken=a; ; Secure;", true),
        ("accessToken=a; Path=Secure", false), ("accessToken=a; Securesecure; secure", true), ("accessToken=a;", false),
    ])
    func `says whether the cookie needs TLS`(line: String, isSecure: Bool) {
        #expect(effect(line) == (isSecure ? tcurl_cookie_set_secure : tcurl_cookie_set))
    }

    @Test(arguments: [
        ("accessToken=a; Path=/", true), (" accessToken=a", true), ("accessToken", true), ("accessToken;", true),
        ("accessToken\r\n", true), ("accessTokens=a", false), ("accesstoken=a", false), ("other=accessToken", false),
        ("other=a; accessToken=b", false), ("", false), ("   ", false), ("access", false),
    ])
    func `sets the cookie of a name`(line: String, sets: Bool) {
        #expect((effect(line) != tcurl_cookie_untouched) == sets)
    }
}
