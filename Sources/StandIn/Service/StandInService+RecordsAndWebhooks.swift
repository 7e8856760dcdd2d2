// The handlers of recordings and webhooks (contract sections 9 and 10).

import PlatformContract

extension StandInService {
    func startRecord(_ visit: Visit) async throws(ErrorResponse) -> Answer {
        Self.encoded(try await platform.startRecord(of: visit.values[1], in: visit.values[0], by: visit.caller))
    }

    func stopRecord(_ visit: Visit) async throws(ErrorResponse) -> Answer {
        Self.encoded(try await platform.stopRecord(of: visit.values[1], in: visit.values[0], by: visit.caller))
    }

    func listRecords(_ visit: Visit) async throws(ErrorResponse) -> Answer {
        let query = QueryFields(visit.request.query)
        return Self.list(
            try await platform.records(
                of: visit.values[1], in: visit.values[0], from: query[Field.dateFrom], until: query[Field.dateTo],
                by: visit.caller))
    }

    func downloadRecord(_ visit: Visit) async throws(ErrorResponse) -> Answer {
        let record = try await platform.finishedRecord(
            visit.values[2], of: visit.values[1], in: visit.values[0], by: visit.caller)
        let expires = clock.seconds(at: clock.now()) + RecordFile.lifetimeSeconds
        let target = "\(RecordFile.path)\(record.roomID)/\(record.id)"
        let url =
            "\(apiOrigin(visit.request))\(target)?expires=\(expires)&signature=\(fileSignature(target, expires))"
        return Answer(status: 200, media: .text, body: Array(url.utf8))
    }

    /// The file behind a link from ``downloadRecord(_:)``. Anyone with the link may download it for a day.
    func answerFile(_ request: IncomingRequest) async -> Answer {
        guard request.method == "GET" || request.method == "HEAD" else {
            return ErrorResponse.method(allowed: ["GET"]).answer
        }
        let fields = QueryFields(request.query)
        guard let expires = fields["expires"].flatMap({ Int($0) }), let signature = fields["signature"] else {
            return ErrorResponse.noSuchPath.answer
        }
        guard ConstantTime.areEqual(signature, fileSignature(request.path, expires)) else {
            return ErrorResponse.api(.forbidden, "The link's signature is not valid").answer
        }
        guard expires > clock.seconds(at: clock.now()) else {
            return ErrorResponse.api(.forbidden, "The link has expired").answer
        }
        let ids = request.path.dropFirst(RecordFile.path.count).split(separator: "/").map(String.init)
        guard ids.count == 2, let size = await platform.fileSize(ofRecord: ids[1], roomID: ids[0]) else {
            return ErrorResponse.noSuchPath.answer
        }
        return Answer(status: 200, media: .video, body: RecordFile.bytes(size: size))
    }

    private func fileSignature(_ target: String, _ expires: Int) -> String {
        Signature.hexadecimal(of: Array("\(target)?\(expires)".utf8), key: fileKey)
    }
}

extension StandInService {
    func createWebhook(_ visit: Visit) async throws(ErrorResponse) -> Answer {
        _ = try visit.caller.account()
        let body = try BodyDecoding.json(WebhookRequest.self, from: visit.request.body)
        return Self.webhook(try await platform.createWebhook(of: visit.values[0], body, by: visit.caller))
    }

    func readWebhook(_ visit: Visit) async throws(ErrorResponse) -> Answer {
        Self.encoded(try await platform.readWebhook(of: visit.values[0], by: visit.caller))
    }

    func updateWebhook(_ visit: Visit) async throws(ErrorResponse) -> Answer {
        _ = try visit.caller.account()
        let body = try BodyDecoding.json(WebhookRequest.self, from: visit.request.body)
        return Self.encoded(try await platform.updateWebhook(of: visit.values[0], body, by: visit.caller))
    }

    func deleteWebhook(_ visit: Visit) async throws(ErrorResponse) -> Answer {
        try await platform.deleteWebhook(of: visit.values[0], by: visit.caller)
        return .noContent
    }

    func refreshWebhookSecret(_ visit: Visit) async throws(ErrorResponse) -> Answer {
        Self.webhook(try await platform.refreshWebhookSecret(of: visit.values[0], by: visit.caller))
    }

    private static func webhook(_ answer: WebhookSecretAnswer) -> Answer {
        .json {
            $0.field("url", answer.url)
            $0.field("secret", answer.secret)
            $0.field("isActive", answer.isActive)
        }
    }
}
