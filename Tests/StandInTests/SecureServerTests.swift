// The server over TLS.

import NIOCore
import PlatformContract
import Support
import Testing

@testable import StandIn

/// The server over TLS, with curl as client.
@Suite struct SecureServerTests {
    private func serving(
        twoHosts: Bool = false, change: (inout StandInConfiguration) -> Void = { _ in },
        _ body: (StandInAddresses, Curl) async throws -> Void
    ) async throws {
        var configuration = StandInConfiguration(profile: .unlimited)
        configuration.tls = true
        configuration.twoHosts = twoHosts
        change(&configuration)
        let server = try StandInServer(configuration: configuration)
        let folder = try TemporaryFolder()
        try folder.write("ca.pem", try #require(server.authority))
        try await StandInOnSocket.serving(server) { addresses, _ in
            let curl = Curl(
                folder: folder,
                options: [
                    "--cacert", "ca.pem", "--connect-to", "::127.0.0.1:", "--cookie", "jar", "--cookie-jar", "jar",
                ])
            try await body(addresses, curl)
        }
    }

    @Test(arguments: [("--http1.1", "1.1"), ("--http2", "2")])
    func `HTTP/2 and HTTP/1.1 are served, as the client prefers`(option: String, version: String) async throws {
        try await serving { addresses, curl in
            let answer = try await curl(
                [
                    option, "--write-out", "\n%{http_version} %{ssl_verify_result} %{http_code}",
                    "\(addresses.api)/v1/spaces",
                ])
            #expect(answer.output.hasSuffix("\n\(version) 0 401"), "\(answer)")
            #expect(answer.output.hasPrefix(#"{"statusCode":401"#))
        }
    }

    @Test(arguments: ["127.0.0.1", "localhost", "api.turnout.test", "edu.turnout.test"])
    func `the certificate is valid for the addresses and names of the server`(host: String) async throws {
        try await serving { addresses, curl in
            let answer = try await curl(
                [
                    "--output", "/dev/null", "--write-out", "%{http_code}",
                    addresses.base.replacing("127.0.0.1", with: host),
                ])
            #expect(answer.output == "404", "\(answer.errors)")
        }
    }

    @Test func `a client that does not trust the authority disconnects`() async throws {
        try await serving { addresses, curl in
            let folder = try TemporaryFolder()
            let answer = try await Shell.run("curl", ["--silent", addresses.base], in: folder)
            #expect(answer.code == 60)
        }
    }

    @Test func `the keys are elliptic, on P-256, and the authority signs nothing but the server's certificate`()
        async throws
    {
        try await serving { addresses, curl in
            let port = try #require(addresses.base.split(separator: ":").last)
            let folder = curl.folder
            let shown = try await Shell.run(
                "sh",
                [
                    "-c",
                    "openssl s_client -connect 127.0.0.1:\(port) -CAfile ca.pem </dev/null 2>&1; openssl x509 -in ca.pem -noout -text",
                ],
                in: folder)
            #expect(shown.output.contains("Verify return code: 0 (ok)"))
            #expect(shown.output.contains("ASN1 OID: prime256v1") && shown.output.contains("ecdsa-with-SHA256"))
            #expect(shown.output.contains("CA:TRUE, pathlen:0"))
        }
    }

    @Test func `two servers have two authorities`() throws {
        var configuration = StandInConfiguration()
        configuration.tls = true
        let first = try StandInServer(configuration: configuration).authority
        #expect(try first != StandInServer(configuration: configuration).authority)
        #expect(try StandInServer(configuration: StandInConfiguration()).authority == nil)
    }

    @Test(arguments: ["--http1.1", "--http2"])
    func `the entry leads across both hosts, by cookies of their common parent`(option: String) async throws {
        try await serving(twoHosts: true) { addresses, curl in
            #expect(addresses.api.hasPrefix("https://api.turnout.test:"))
            #expect(addresses.web.hasPrefix("https://edu.turnout.test:"))
            let host = try await curl.json(
                TokenAnswer.self, [option, "--cookie", "none", "--cookie-jar", "/dev/null"],
                addresses.api + PlatformPath.token,
                #"{"grant_type":"password","client_id":"turnout","client_secret":"turnout-secret","#
                    + #""username":"host@example.test","password":"host-password"}"#)
            let bearer = [option, "--cookie-jar", "/dev/null", "--header", "Authorization: Bearer \(host.accessToken)"]
            let space = try await curl.json(
                CreatedAnswer.self, bearer, addresses.api + PlatformPath.spaces, #"{"name":"S","isPublic":false}"#
            ).id
            let room = try await curl.json(
                CreatedRoom.self, bearer, addresses.api + PlatformPath.rooms(space: space), #"{"name":"R"}"#)
            let link = try await curl.json(
                AccessAnswer.self, bearer, addresses.api + PlatformPath.generateAccess(room: room.id, space: space),
                #"{"username":"Ann","role":"user"}"#
            ).url
            #expect(link.hasPrefix("\(addresses.web)/room/\(room.alias)?"))

            // From here on a browser: its jar contains what the web client's host has set.
            let page = try await curl([option, link])
            #expect(page.output.contains(#"data-room-id="\#(room.id)""#))
            let jar = try curl.folder.read("jar")
            #expect(jar.contains(".turnout.test\tTRUE\t/\tTRUE\t"))
            let shown = try await curl.json(
                RoomView.self, [option], addresses.api + PlatformPath.room(room.id, space: space))
            #expect(shown.alias == room.alias)
            let participant = try await curl.json(
                CreatedAnswer.self, [option], addresses.api + PlatformPath.participants(space: space),
                #"{"name":"Ann","roomId":"\#(room.id)"}"#
            ).id
            let join = try await curl(
                [
                    option, "--write-out", "%{http_code}", "--header", "Content-Type: application/json", "--data",
                    #"{"participantId":"\#(participant)"}"#,
                    addresses.api + PlatformPath.join(room: room.id, space: space),
                ])
            #expect(join.output == "204")
            let truth = try await curl.json(Truth.self, [option], addresses.base + Truth.path)
            #expect(truth.entered == 1 && truth[.join].status == ["204": 1])
        }
    }

    @Test func `each of the two hosts serves nothing of the other`() async throws {
        try await serving(twoHosts: true) { addresses, curl in
            for (url, status) in [
                (addresses.web + PlatformPath.spaces, "404"), (addresses.api + PlatformPath.spaces, "401"),
                (addresses.api + PlatformPath.roomPage(alias: "abcdefghij"), "404"),
                (addresses.web + PlatformPath.roomPage(alias: "abcdefghij"), "404"),
                (addresses.base + PlatformPath.spaces, "401"), (addresses.web + Truth.path, "200"),
            ] {
                let answer = try await curl(["--output", "body", "--write-out", "%{http_code}", url])
                #expect(answer.output == status, "\(url)")
            }
            // An unknown path gives a page where pages are, and an API error where they are not.
            let page = try await curl([addresses.web + PlatformPath.roomPage(alias: "abcdefghij")])
            #expect(page.output.hasPrefix("<!DOCTYPE html>"))
            let refusal = try await curl([addresses.api + PlatformPath.roomPage(alias: "abcdefghij")])
            #expect(refusal.output.hasPrefix("{"))
        }
    }

    @Test func `the web client's pages may ask the API, and nobody else's may`() async throws {
        try await serving(twoHosts: true) { addresses, curl in
            let url = addresses.api + PlatformPath.spaces
            for origin in [addresses.web, addresses.api, "https://evil.test", "null"] {
                let asked = try await curl([
                    "--include", "--request", "OPTIONS", "--header", "Origin: \(origin)", "--header",
                    "Access-Control-Request-Method: POST", url,
                ])
                let answered = try await curl(["--include", "--header", "Origin: \(origin)", url])
                let mayAsk = origin == addresses.web
                for answer in [asked.output.lowercased(), answered.output.lowercased()] {
                    #expect(answer.contains("access-control-allow-origin: \(addresses.web)\r\n") == mayAsk)
                    #expect(answer.contains("access-control-allow-credentials: true\r\n") == mayAsk)
                }
                #expect(asked.output.hasPrefix(mayAsk ? "HTTP/2 204" : "HTTP/2 405"))
                #expect(answered.output.hasPrefix("HTTP/2 401"))
            }
        }
    }

    @Test(.timeLimit(.minutes(1)), arguments: ["", "GET / HTTP/1.1\r\nHost: h\r\n\r\n", "\u{16}\u{3}\u{1}"])
    func `a client that never finishes the handshake is dropped after a while`(beginning: String) async throws {
        try await serving(change: { $0.idleTimeoutSeconds = 1 }) { addresses, _ in
            try await RawConnection.open(to: addresses.base, sending: ByteBuffer(string: beginning)) { reader, _ in
                _ = try await reader.rest()
            }
        }
    }

    @Test(arguments: ["--http1.1", "--http2"])
    func `HEAD gives the length of the response, and the connection stays open`(option: String) async throws {
        try await serving { addresses, curl in
            let url = addresses.api + PlatformPath.spaces
            let body = try await curl([option, "--request", "PATCH", url]).output
            let nowhere = ["--output", "/dev/null", "--output", "/dev/null"]
            let written = ["--write-out", "%header{content-length} %{size_download} %{num_connects}, "]
            let answer = try await curl([option, "--head"] + nowhere + written + [url, url])
            #expect(answer.output == "\(body.utf8.count) 0 1, \(body.utf8.count) 0 0, ", "\(answer)")
        }
    }

    @Test(arguments: ["--http1.1", "--http2"])
    func `a fault over TLS is one the client can name`(option: String) async throws {
        // curl: 18 is a partial file, 52 an empty reply, 56 a reset, 92 a stream that was not closed cleanly, 16 a
        // failure of the HTTP/2 layer, 55 a failed send.
        let expected: [(CapacityProfile.Faults, Set<Int32>)] = [
            (.init(reset: 1), [16, 52, 55, 56, 92]), (.init(truncated: 1), [18, 56, 92]),
        ]
        for (faults, codes) in expected {
            try await serving(change: { $0.capacity.faults = faults }) { addresses, curl in
                let answer = try await curl([option, addresses.api + PlatformPath.spaces])
                #expect(codes.contains(answer.code), "\(answer)")
            }
        }
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            // Nothing after the settings.
            #""#,
            // GET / and then silence: not even GOAWAY is answered.
            #"\000\000\006\001\005\000\000\000\001\202\207\204\101\001h"#,
            // POST / with a body that never arrives.
            #"\000\000\006\001\004\000\000\000\001\203\207\204\101\001h"#,
        ]) func `an HTTP/2 client that falls silent is dropped after a while`(frames: String) async throws
    {
        // Longer than a handshake takes on a machine that is busy with other tests: the answer to the settings must be out.
        try await serving(change: { $0.idleTimeoutSeconds = 8 }) { addresses, curl in
            let port = try #require(addresses.base.split(separator: ":").last)
            let script = #"""
                mkfifo in; exec 3<>in
                printf 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\000\000\000\004\000\000\000\000\000FRAMES' >&3
                openssl s_client -quiet -alpn h2 -connect 127.0.0.1:PORT <in >out 2>err
                """#.replacing("FRAMES", with: frames).replacing("PORT", with: port)
            _ = try await Shell.run("sh", ["-c", script], in: curl.folder)
            #expect(try !curl.folder.read("out").isEmpty)
        }
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [("Upper", "case"), ("connection", "close"), ("te", "gzip"), ("content-length", "7")])
    func `an error in one stream ends only that stream`(name: String, value: String) async throws {
        var configuration = StandInConfiguration(profile: .unlimited)
        configuration.tls = true
        let server = try StandInServer(configuration: configuration)
        try await StandInOnSocket.serving(server) { addresses, _ in
            try await RawConnection.open(to: addresses.base, trusting: server.authority) { reader, writer in
                let wrong = ClientFrames.get(PlatformPath.spaces, stream: 1, fields: [(name, value)])
                let right = ClientFrames.get(PlatformPath.spaces, stream: 3)
                try await writer.write(ByteBuffer(bytes: ClientFrames.beginning + wrong + right))
                #expect(try await reader.reads(#"{"statusCode":401,"#))
            }
        }
    }

    @Test(.timeLimit(.minutes(1))) func `a client that reads none of a response is dropped after a while`() async throws
    {
        try await serving(change: { $0.idleTimeoutSeconds = 1 }) { addresses, curl in
            let request = ByteBuffer(
                bytes: ClientFrames.beginning + ClientFrames.window(of: 0)
                    + ClientFrames.get(PlatformPath.spaces, stream: 1))
            let authority = try curl.folder.read("ca.pem")
            try await RawConnection.open(to: addresses.base, trusting: authority, sending: request) { reader, _ in
                let answer = try await reader.rest()
                #expect(!answer.contains("statusCode"))
            }
            // It was for the response that the server waited, and not for a request.
            let truth = try await curl.json(Truth.self, [], addresses.base + Truth.path)
            #expect(truth[.spaces].requests == 1)
        }
    }

    @Test func `the truth counts each connection once, whatever its protocol`() async throws {
        try await serving { addresses, curl in
            let url = addresses.api + PlatformPath.spaces
            _ = try await curl(["--http2", url, url, url])
            _ = try await curl(["--http1.1", url, url])
            let truth = try await curl.json(Truth.self, ["--http2"], addresses.base + Truth.path)
            #expect(truth.connections == 2 && truth[.spaces].requests == 5)
        }
    }
}
