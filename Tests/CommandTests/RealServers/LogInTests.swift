// Log-ins by form, by script and by OAuth.
import Analysis
import Measuring
import PlatformContract
import Support
import Testing

extension RealServerTests {
    @Test func `a crowd logs in by Django's form, and follows the lesson's frame to the room`() async throws {
        let crowd = 40
        let walk = try await site.walk(
            """
            \(logIn(release: true))
              - request: GET \(site[.https])/lessons/42/
                name: lesson page
                extract: { room: { html: "//iframe[@id='userplayer']/@src" } }
              - request: GET ${room}
                name: room
                enters: true
                check: [ "json /query/participantName == ${participant.name}" ]
            """, participants: crowd)
        #expect(walk.summary.participants.entered == crowd)
        #expect(try walk.statuses(of: "login page") == [200: crowd])
        #expect(try walk.statuses(of: "log in") == [302: crowd, 200: crowd])
        #expect(try walk.statuses(of: "lesson page") == walk.statuses(at: "/lessons/42/"))
        #expect(try walk.step("room").succeeded == crowd)

        // Everybody became themselves, in a session of their own.
        let logIns = walk.seen.filter { $0.method == "POST" && $0.path == "/accounts/login/" }
        #expect(logIns.count == crowd)
        for line in logIns {
            #expect(line.user == "participant-\(line.participant ?? "")@example.test" && line.status == 302)
            #expect(line.origin == site[.https])
            #expect(line.referer == site[.https] + "/accounts/login/?next=/courses/")
            #expect(line.cookies == ["csrftoken"])
        }
        #expect(Set(logIns.map(\.user)).count == crowd && Set(logIns.map(\.session)).count == crowd)
        // Entities and percent-encoding of the link arrived as they were meant.
        let rooms = walk.seen.filter { $0.path.hasPrefix("/room/") }
        #expect(rooms.count == crowd)
        for line in rooms {
            #expect(line.note?["room"] == "Класс 5/42" && line.note?["query"]?["accessToken"] == "42/a+b=c&d é")
            #expect(line.note?["query"]?["participantName"] == "Participant \(line.participant ?? "")")
            #expect(line.cookies.sorted() == ["csrftoken", "sessionid"])
        }
    }

    @Test func `the scenario that init writes for Django's form passes, and fails where a log-in does`() async throws {
        let folder = try TemporaryFolder()
        let page = "\(site[.https])/accounts/login/?next=/courses/"
        let trust = ["--cacert", site.ca]
        let written = try await Command(["init", "s.yaml", "--site", page] + trust, in: folder).run()
        #expect(written.code == 0, "\(written.errors)")
        let right = try await Command(["run", "s.yaml", "--out", "right"] + trust, in: folder).run()
        #expect(right.code == 0 && right.output.contains("10 of 10 got in"), "\(right.output)\(right.errors)")
        // Django answers 200, with the form.
        let wrong = try await Command(
            ["run", "s.yaml", "--out", "wrong", "--set", "journey.1.form.password=wrong"] + trust, in: folder
        ).run()
        #expect(wrong.code == ExitCode.failed.rawValue, "\(wrong.output)\(wrong.errors)")
        #expect(wrong.output.contains("10 × log in: a check failed"))
    }

    @Test func `a failed log-in that answers 200 is a failed check`() async throws {
        let walk = try await site.walk(logIn(password: "password-1"), participants: 5, expecting: .failed)
        let failed = try walk.step("log in")
        #expect(failed.succeeded == 1 && failed.failed == 4 && walk.failures == [.check: 4])
        #expect(try walk.statuses(of: "log in") == [302: 1, 200: 5])
        #expect(walk.statuses(at: "/accounts/login/", "POST") == [302: 1, 200: 4])
        #expect(Set(walk.seen.compactMap(\.user)) == ["participant-1@example.test"])
    }

    @Test func `the token that the log-in changed is read anew, and the one before it is refused`() async throws {
        let walk = try await site.walk(
            """
            \(logIn())
              - request: POST \(site[.https])/accounts/logout/
                name: with the old token
                form: { csrfmiddlewaretoken: "${csrf}" }
                check: [ status == 403, body contains "CSRF" ]
              - request: GET \(site[.https])/courses/
                name: courses
                extract: { fresh: { html: "//input[@name='csrfmiddlewaretoken']/@value" } }
              - request: POST \(site[.https])/accounts/logout/
                name: log out
                form: { csrfmiddlewaretoken: "${fresh}" }
                follow: 0
                check: [ status == 302, header location == "/accounts/login/" ]
              - request: GET \(site[.https])/courses/
                name: afterwards
                check: [ body contains "csrfmiddlewaretoken" ]
            """)
        #expect(walk.statuses(at: "/accounts/logout/") == [403: 3, 302: 3])
        #expect(try walk.statuses(of: "log out") == [302: 3])
        #expect(try walk.statuses(of: "afterwards") == [302: 3, 200: 3])
    }

    @Test func `a site that wants Origin and Referer gets both, unless the headers say otherwise`() async throws {
        let form = """
            form: { csrfmiddlewaretoken: "${csrf}", answer: "42" }
            """
        let walk = try await site.walk(
            """
              - request: GET \(site[.https])/strict/
                extract: { csrf: { html: "//input[@name='csrfmiddlewaretoken']/@value" } }
              - request: POST \(site[.https])/strict/
                name: as browsers do
                \(form)
                check: [ body == "accepted" ]
              - request: POST \(site[.https])/strict/
                name: from elsewhere
                \(form)
                headers: { Origin: https://elsewhere.example }
                check: [ status == 403 ]
              - request: POST \(site[.https])/strict/
                name: from nowhere
                \(form)
                headers: { Origin: "", Referer: "" }
                check: [ status == 403 ]
              - request: POST \(site[.https])/strict/
                name: by hand
                \(form)
                headers: { origin: "\(site[.https])", referer: "\(site[.https])/strict/" }
                check: [ body == "accepted" ]
            """)
        let posts = walk.seen.filter { $0.method == "POST" && $0.participant == "1" }
        #expect(posts.map(\.status) == [200, 403, 403, 200])
        #expect(posts.map(\.origin) == [site[.https], "https://elsewhere.example", nil, site[.https]])
        #expect(posts.map { $0.referer == nil } == [false, false, true, false])
        #expect(walk.statuses(at: "/strict/", "POST") == [200: 6, 403: 6])
        // A GET sends neither Origin nor, as the first page, a Referer.
        #expect(walk.seen.filter { $0.method == "GET" }.allSatisfy { $0.origin == nil && $0.referer == nil })
    }

    @Test func `a token that is in a cookie alone is sent as a header`() async throws {
        let walk = try await site.walk(
            """
              - request: GET \(site[.https])/spa/
                extract: { csrf: { cookie: csrftoken } }
              - request: POST \(site[.https])/spa/act/
                headers: { X-CSRFToken: "${csrf}" }
                json: { who: "${participant.email}", times: 3 }
                check: [ json /acted/times == 3, "json /acted/who == ${participant.email}" ]
            """)
        #expect(walk.statuses(at: "/spa/act/") == [200: 3])
    }

    @Test func `tokens are granted for a password and for a client, renewed, and refused when they are old`()
        async throws
    {
        let walk = try await site.walk(
            """
              - request: POST \(site[.https])/oauth/token/
                name: grant
                auth: { basic: { user: turnout, password: "${env.CLIENT_SECRET}" } }
                form: { grant_type: password, username: "${participant.email}", password: "${participant.password}" }
                extract: { token: { json: /access_token }, renewal: { json: /refresh_token } }
              - request: GET \(site[.https])/api/me/
                name: me
                auth: { bearer: "${token}" }
                check: [ "json /email == ${participant.email}" ]
              - request: POST \(site[.https])/oauth/token/
                name: renew
                form:
                  grant_type: refresh_token
                  client_id: turnout
                  client_secret: ${env.CLIENT_SECRET}
                  refresh_token: ${renewal}
                extract: { renewed: { json: /access_token } }
              - request: GET \(site[.https])/api/me/
                name: with the old one
                auth: { bearer: "${token}" }
                check: [ status == 401, header www-authenticate contains "Bearer" ]
              - request: GET \(site[.https])/api/me/
                name: with the new one
                headers: { Authorization: "Bearer ${renewed}" }
              - request: POST \(site[.https])/oauth/token/
                name: service
                auth: { basic: { user: turnout-service, password: "${env.CLIENT_SECRET}" } }
                form: { grant_type: client_credentials }
                extract: { service: { json: /access_token } }
              - request: GET \(site[.https])/api/service/
                auth: { bearer: "${service}" }
                check: [ json /for == null ]
            """, participants: 5, environment: ["CLIENT_SECRET": "turnout-secret"])
        #expect(walk.statuses(at: "/oauth/token/") == [200: 15])
        #expect(walk.statuses(at: "/api/me/") == [200: 10, 401: 5])
        for line in walk.seen where line.path == "/api/me/" && line.status == 200 {
            #expect(line.user == "participant-\(line.participant ?? "")@example.test")
        }
        #expect(walk.summary.steps.allSatisfy { $0.failed == 0 })
    }

    @Test func `nginx's own log-in takes a name and a password in UTF-8`() async throws {
        let walk = try await site.walk(
            """
              - request: GET \(site[.https])/basic/
                name: without
                check: [ status == 401, header WWW-Authenticate exists ]
              - request: GET \(site[.https])/basic/
                name: with
                auth: { basic: { user: porter, password: "pass:word é" } }
            """)
        #expect(walk.statuses(at: "/basic/") == [401: 3, 200: 3])
        #expect(try walk.step("with").succeeded == 3)
    }

    @Test func `participants log in at the site and enter the platform's room behind its lesson`() async throws {
        let site = site
        let steps = logIn(release: true)
        let folder = try TemporaryFolder()
        try await ServingStandIn.with(profile: "healthy", in: folder) { standIn in
            let walk = try await site.walk(
                """
                \(steps)
                  - request: GET \(site[.https])/lessons/${platform.spaceId}/${platform.roomId}/?platform=\(standIn.url)
                    name: lesson page
                    extract: { room: { html: "//iframe[@id='userplayer']/@src" } }
                  - enter-room: { link: "${room}" }
                  - leave-room
                """, participants: 10, target: "api: \"\(standIn.url)\"",
                top: """
                    platform:
                      client: { id: turnout, secret: turnout-secret }
                      host: { email: host@example.test, password: host-password }
                      space: create
                      room: { create: { name: Lesson, type: lesson, public: false } }
                    """, comparing: false, in: folder)
            #expect(walk.summary.participants.entered == 10)
            let truth = try standIn.truth()
            #expect(truth.entered == 10 && truth.left == 10)
            #expect(try walk.statuses(of: "log in") == [302: 10, 200: 10])
            #expect(walk.statuses(at: "/accounts/login/") == [200: 10, 302: 10])
            let lessons = walk.seen.filter { $0.path.hasPrefix("/lessons/") }
            #expect(Set(lessons.compactMap(\.user)).count == 10 && lessons.allSatisfy { $0.status == 200 })
        }
    }

    @Test func `setup fetches a token once, and everybody uses it`() async throws {
        let walk = try await site.walk(
            """
              - request: GET \(site[.https])/api/service/
                name: service
                auth: { bearer: "${service_token}" }
            """, participants: 5,
            top: """
                setup:
                  - request: POST \(site[.https])/oauth/token/
                    auth: { basic: { user: turnout-service, password: "${env.CLIENT_SECRET}" } }
                    form: { grant_type: client_credentials }
                    extract: { service_token: { json: /access_token } }
                """, environment: ["CLIENT_SECRET": "turnout-secret"], comparing: false)
        #expect(walk.statuses(at: "/oauth/token/") == [200: 1])
        #expect(try walk.statuses(of: "service") == [200: 5] && walk.statuses(at: "/api/service/") == [200: 5])
        #expect(Set(walk.seen.filter { $0.path == "/api/service/" }.map(\.participant)).count == 5)
    }

    @Test func `the log-in that init writes for Django's form logs everybody in`() async throws {
        let folder = try TemporaryFolder()
        let address = "\(site[.https])/accounts/login/?next=/courses/"
        let written = try await Command(
            ["init", "django.yaml", "--site", address, "--cacert", site.ca], in: folder
        ).run()
        #expect(written.code == 0, "\(written.errors)")
        #expect(written.errors.contains("user field 'username', password field 'password'"), "\(written.errors)")
        #expect(written.errors.contains("token 'csrfmiddlewaretoken'"), "\(written.errors)")
        let run = try await Command(
            ["run", "django.yaml", "--cacert", site.ca, "--json", "--quiet", "--out", "run"], in: folder
        ).run()
        #expect(run.code == 0, "\(run.errors)")
        let summary = try Summary(json: run.output)
        #expect(summary.participants.entered == 10)
        let logIns = try site.seen(of: summary.run.id).filter { $0.method == "POST" && $0.path == "/accounts/login/" }
        #expect(logIns.count == 10 && Set(logIns.compactMap(\.user)).count == 10)
        #expect(logIns.allSatisfy { $0.status == 302 && $0.location == "/courses/" })
    }

    @Test func `people of a file log in as themselves`() async throws {
        let folder = try TemporaryFolder()
        // Accounts of the site in an order of their own, as a spreadsheet writes them.
        let people = [7, 3, 900, 41]
        let lines = people.map { "\"participant-\($0)@example.test\",password-\($0),\"Lesson, \($0)\"" }
        try folder.write("people.csv", "\u{FEFF}" + (["email,password,class"] + lines).joined(separator: "\r\n"))
        let walk = try await site.walk(
            """
            \(logIn())
              - request: GET \(site[.https])/echo/
                query: { class: "${participant.class}" }
            """, participants: 4, crowd: "data: { csv: people.csv, order: unique }", in: folder)
        let logIns = walk.seen.filter { $0.method == "POST" && $0.path == "/accounts/login/" }
            .sorted { $0.participant ?? "" < $1.participant ?? "" }
        #expect(logIns.map(\.user) == people.map { "participant-\($0)@example.test" })
        #expect(Set(walk.echoes.map { $0["query"] }) == Set(people.map { [["class", "Lesson, \($0)"]] }))
    }
}
