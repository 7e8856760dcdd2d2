// The HTTP handlers of the customer's site (docs/stand-in.md).

import PlatformContract

extension StandInService {
    /// The response to a call of the site. Errors are pages, like everything there.
    func answerSite(_ call: SiteCall, _ values: [String], _ request: IncomingRequest) async -> Answer {
        var answer: Answer
        do {
            answer = try await performSite(call, values, request)
        } catch {
            answer = error.asPage.answer
        }
        answer.isPersonal = true
        return answer
    }

    /// The response for a path below the site that is none of its calls: ``CustomerSite/covers(_:)``.
    func answerUnknownPath(_ request: IncomingRequest, _ refusal: ErrorResponse) -> Answer {
        let isHome = request.method == SiteCall.readCourses.method && request.path == CustomerSite.home + "/"
        var answer = isHome ? Answer.seeOther(CustomerSite.home) : refusal.asPage.answer
        answer.isPersonal = true
        return answer
    }

    private func performSite(
        _ call: SiteCall, _ values: [String], _ request: IncomingRequest
    ) async throws(ErrorResponse) -> Answer {
        // A log-in passes the gate in its own handler, since only a password needs a hash.
        if call != .logIn { try await gate.pass(call.endpoint, hashing: false) }
        return switch call {
        case .readCourses: await readCourses(request)
        case .readLogin: await readLogin(request)
        case .logIn: try await logIn(request)
        case .logOut: try await logOut(request)
        case .readLesson: try await readLesson(space: values[0], room: values[1], request)
        }
    }

    private func readLogin(_ request: IncomingRequest) async -> Answer {
        let destination = SiteDestination(QueryFields(request.query)[SiteField.next])
        let known = await session(request)
        if known?.person != nil { return .seeOther(destination.path) }
        let session: SiteSession
        if let known { session = known } else { session = await site.sessions.openAnonymous() }
        var answer = Answer(
            status: 200, media: .html, body: SitePage.login(session, destination: destination))
        if known == nil { answer.cookies = [SiteCookie.set(session, secure: configuration.tls)] }
        return answer
    }

    private func logIn(_ request: IncomingRequest) async throws(ErrorResponse) -> Answer {
        // Read before the gate, since only a password needs a hash; errors are reported after the gate.
        let sent: Result<(SiteSession, QueryFields), ErrorResponse>
        do {
            sent = .success(try await sentForm(request))
        } catch {
            sent = .failure(error)
        }
        let password = (try? sent.get())?.1[SiteField.password] ?? ""
        try await gate.pass(.siteLogin, hashing: !password.isEmpty)
        let (session, form) = try sent.get()
        let email = form[SiteField.email] ?? ""
        let destination = SiteDestination(form[SiteField.next])
        guard let person = await person(email: email, password: password) else {
            return Answer(
                status: 401, media: .html,
                body: SitePage.login(
                    session, destination: destination, email: email, problem: "E-mail or password is wrong."))
        }
        guard let renewed = await site.sessions.logIn(person, from: session, visibleFrom: gate.sessionVisible())
        else { throw .cookiesNeeded }
        var answer = Answer.seeOther(destination.path)
        answer.cookies = [SiteCookie.set(renewed, secure: configuration.tls)]
        return answer
    }

    private func readCourses(_ request: IncomingRequest) async -> Answer {
        guard let session = await session(request), let person = session.person else {
            return .seeOther(SiteDestination.home.login)
        }
        let lessons: [SiteLesson]
        if let integrator = site.integrator {
            lessons = await platform.lessons(of: integrator.account.email)
        } else {
            lessons = []
        }
        return Answer(status: 200, media: .html, body: SitePage.courses(lessons, for: person, session))
    }

    private func logOut(_ request: IncomingRequest) async throws(ErrorResponse) -> Answer {
        let (session, _) = try await sentForm(request)
        await site.sessions.end(session)
        var answer = Answer.seeOther(CustomerSite.login)
        answer.cookies = [SiteCookie.expired(secure: configuration.tls)]
        return answer
    }

    private func readLesson(space: String, room: String, _ request: IncomingRequest) async throws(ErrorResponse)
        -> Answer
    {
        guard let person = await session(request)?.person else {
            return .seeOther(SiteDestination(request.path).login)
        }
        let link = try await accessLink(for: person, to: room, in: space, request)
        return Answer(status: 200, media: .html, body: SitePage.lesson(link, for: person))
    }

    /// The session in a request's cookie, if it is visible.
    private func session(_ request: IncomingRequest) async -> SiteSession? {
        guard let id = SiteCookie.id(in: request) else { return nil }
        return await site.sessions.session(id)
    }

    /// A form, with the session from which it was sent.
    ///
    /// - Throws: As ``SiteForm/fields(_:)``; 403 for a browser without a session and for a form of another session.
    private func sentForm(_ request: IncomingRequest) async throws(ErrorResponse) -> (SiteSession, QueryFields) {
        let form = try SiteForm.fields(request)
        guard let session = await session(request) else { throw .cookiesNeeded }
        guard ConstantTime.areEqual(form[SiteField.formToken] ?? "", session.formToken) else {
            throw .api(.forbidden, "The form belongs to another session; open it again")
        }
        return (session, form)
    }

    /// Anyone with an account on the platform is known to the site too.
    ///
    /// - Returns: Nil for an unknown e-mail and for a wrong password, after the same amount of work.
    private func person(email: String, password: String) async -> SitePerson? {
        let user = await platform.user(email: email)
        guard ConstantTime.areEqual(password, user?.password ?? ""), let user, user.hasAccount else { return nil }
        return SitePerson(
            name: user.name.isEmpty ? user.email ?? user.id : user.name,
            externalUserID: user.email.flatMap { GeneratedIdentity(email: $0)?.externalUserID } ?? user.id,
            role: site.integrator?.isSelf(user.email) == true ? .moderator : .user)
    }
}

extension ErrorResponse {
    /// A form without a session: the browser stores no cookies, or the session has expired.
    fileprivate static let cookiesNeeded = ErrorResponse.api(
        .forbidden, "The site needs cookies: allow them, and open the form again")
}
