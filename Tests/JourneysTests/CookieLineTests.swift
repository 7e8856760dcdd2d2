import Testing

@testable import Journeys

@Suite struct `A Set-Cookie line` {
    @Test(arguments: [
        ("accessToken=a; Path=/; Secure; HttpOnly", true), ("accessToken=a;secure", true),
        ("accessToken=a; \tSECURE ", true),
        ("accessToken=a; Secure=1", true), ("accessToken=a", false), ("accessToken=Secure", false), ("", false),
        ("accessToken=a; Path=/; SecureX", false), ("accessToken=a; Secur", false), ("accessToken=a; ; Secure;", true),
        ("accessToken=a; Path=Secure", false), ("accessToken=a; Securesecure; secure", true),
    ])
    func `says whether it needs TLS`(line: String, isSecure: Bool) {
        #expect(CookieLine.isSecure(line) == isSecure)
    }

    @Test(arguments: [
        ("accessToken=a; Path=/", true), (" accessToken=a", true), ("accessToken", true), ("accessToken;", true),
        ("accessTokens=a", false), ("accesstoken=a", false), ("other=accessToken", false), ("", false),
        ("access", false),
    ])
    func `sets the cookie of a name`(line: String, sets: Bool) {
        #expect(CookieLine.sets("accessToken", line) == sets)
    }
}
