// Small parts on their own.

import Foundation
import PlatformContract
import Support
import Testing

@testable import StandIn

@Suite struct TokenSignerTests {
    @Test func `a token is a JWT that says what it was given`() async throws {
        let signer = try await TokenSigner(seed: 1)
        let claims = TokenClaims(
            subject: "s\"\\\u{1}é", audience: .client, kind: .refresh, clientID: "c", tokenID: "j", sign: nil,
            issuedAt: 1, expiresAt: 2)
        let token = try signer.token(claims)
        #expect(token.hasPrefix("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."))
        #expect(signer.claims(token) == claims)
    }

    @Test func `every changed byte is detected`() async throws {
        let signer = try await TokenSigner(seed: 1)
        let token = try signer.token(
            TokenClaims(
                subject: "s", audience: .user, kind: .access, clientID: "c", tokenID: "j", sign: "0123456789",
                issuedAt: 1, expiresAt: 2))
        let bytes = Array(token.utf8)
        // The last character has two bits that belong to no byte of the signature.
        for index in bytes.indices.dropLast() {
            var changed = bytes
            changed[index] = changed[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            guard changed != bytes else { continue }
            #expect(signer.claims(String(decoding: changed, as: UTF8.self)) == nil, "byte \(index)")
        }
    }

    @Test func `an unsigned token is invalid`() async throws {
        let signer = try await TokenSigner(seed: 1)
        let header = Data(#"{"alg":"none"}"#.utf8).base64EncodedString().replacing("=", with: "")
        let payload = Data(#"{"sub":"s","aud":"user","type":"accessToken","cId":"c","jti":"j","iat":1,"exp":9}"#.utf8)
            .base64EncodedString().replacing("=", with: "")
        #expect(signer.claims("\(header).\(payload).") == nil)
    }
}

@Suite struct EncodingTests {
    @Test(arguments: [FuzzSeed.value]) func `base64url round-trips`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for length in 0..<200 {
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
            var encoded: [UInt8] = []
            Base64URL.encode(bytes, into: &encoded)
            let expected = Data(bytes).base64EncodedString()
                .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
            #expect(String(decoding: encoded, as: UTF8.self) == expected, "seed \(seed)")
            #expect(Base64URL.decode(encoded) == bytes, "seed \(seed)")
        }
    }

    @Test(arguments: ["A", "AAAAA", "A=", "A+", "é", "A A"]) func `invalid base64url is not decoded`(text: String) {
        #expect(Base64URL.decode(Array(text.utf8)) == nil)
    }

    @Test(arguments: [
        ("a=1&b=2", "b", "2"), ("a=1&a=2", "a", "1"), ("a", "a", ""), ("a=", "a", ""), ("a=b=c", "a", "b=c"),
        ("a=x+y%20z%2B", "a", "x y z+"), ("a=%zz%4", "a", "%zz%4"), ("%61=1", "a", "1"), ("a=%C3%A9", "a", "é"),
        ("&&a=1", "a", "1"),
    ]) func `fields of a query are found and decoded`(query: String, name: String, value: String) {
        let fields = QueryFields(query)
        #expect((name == "a" ? fields["a"] : fields["b"]) == value)
        #expect(fields["c"] == nil)
    }

    @Test(arguments: [
        ("accessToken=x", "x"), ("a=1; accessToken=x; b=2", "x"), ("accessTokens=y; accessToken=x", "x"),
        ("accessToken=", ""), ("a=1;accessToken=x=y", "x=y"),
    ]) func `a cookie is found by its whole name`(header: String, value: String) {
        #expect(CookieHeader.value(of: "accessToken", in: header).map(String.init) == value)
    }

    @Test(arguments: ["", "accessToken", "xaccessToken=1", ";;"]) func `a cookie that was not sent is not found`(
        header: String
    ) {
        #expect(CookieHeader.value(of: "accessToken", in: header) == nil)
    }

    @Test(arguments: [FuzzSeed.value]) func `any text in a response can be read back as JSON`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let text = String(
                String.UnicodeScalarView(
                    (0..<20).compactMap { _ in Unicode.Scalar(UInt32.random(in: 0...0x2FF, using: &random)) }))
            let answer = Answer.json { $0.field("text", text) }
            #expect(
                try JSONDecoder().decode([String: String].self, from: Data(answer.body)) == ["text": text],
                "seed \(seed)")
        }
    }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"), (951_782_400, "2000-02-29T00:00:00.000Z"),
        (1_795_489_200, "2026-11-24T03:00:00.000Z"), (4_107_542_399, "2100-02-28T23:59:59.000Z"),
        (4_107_542_400, "2100-03-01T00:00:00.000Z"),
    ]) func `instants are ISO 8601`(seconds: Int, text: String) {
        let clock = ServerClock(now: { 0 }, wait: { _ in }, startMicroseconds: seconds * 1_000_000)
        #expect(clock.timestamp(0) == text)
        #expect(clock.timestamp(42_999) == text.replacing(".000Z", with: ".042Z"))
        // A server that starts within a second is not late by the part of it that has passed.
        let later = ServerClock(now: { 0 }, wait: { _ in }, startMicroseconds: seconds * 1_000_000 + 750_000)
        #expect(later.timestamp(200_000) == text.replacing(".000Z", with: ".950Z"))
        #expect(later.seconds(at: 250_000) == seconds + 1)
    }
}

@Suite struct RouteTableTests {
    @Test(
        arguments: PlatformCall.allCases.map { (RouteTable.Operation.platform($0), $0.method, $0.template) }
            + SiteCall.allCases.map { (RouteTable.Operation.site($0), $0.method, $0.template) })
    func `every call is recognised with its values`(
        operation: RouteTable.Operation, method: String, template: String
    ) throws {
        var values: [String] = []
        let path = template.split(separator: "/").map { segment in
            guard segment.hasPrefix("{") else { return "/\(segment)" }
            values.append("value\(values.count)")
            return "/value\(values.count - 1)"
        }.joined()
        let route = try RouteTable().route(method: method, path: path)
        #expect(route == RouteTable.Route(operation: operation, values: values))
    }
}

@Suite struct IdentifierMintTests {
    @Test func `generated texts have their format and never repeat`() {
        var generator = IDGenerator(seed: 5)
        let ids = (0..<10_000).map { _ in generator.id(.participant) }
        let aliases = (0..<10_000).map { _ in generator.alphanumeric(.alias, length: 10) }
        #expect(Set(ids).count == 10_000 && ids.allSatisfy { Identifier.isID($0) })
        #expect(Set(aliases).count == 10_000 && aliases.allSatisfy { Identifier.isAlias($0) })
    }

    @Test func `draws of one kind do not shift those of another`() {
        var quiet = IDGenerator(seed: 5)
        var busy = IDGenerator(seed: 5)
        for _ in 0..<100 { _ = busy.id(.participant) }
        #expect(quiet.id(.room) == busy.id(.room))
    }
}
