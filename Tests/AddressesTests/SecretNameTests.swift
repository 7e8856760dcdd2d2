// Which names are those of secrets.
import Addresses
import Testing

struct SecretNameTests {
    @Test(arguments: [
        "password", "accessToken", "client_secret", "X-Api-Key", "Set-Cookie", "csrf_token", "login.passwd", "pw", "PW",
        "user_pw", "user-pass", "pass", "passwort", "Kennwort", "mot_de_passe", "contraseña", "session-",
    ])
    func `a name is that of a secret`(name: String) {
        #expect(SecretName.isSecret(name))
    }

    @Test(arguments: ["", "-", "email", "compass", "bypass", "newpw2", "code", "key", "sessions", "tokens", "spw"])
    func `a name is that of something else`(name: String) {
        #expect(!SecretName.isSecret(name))
    }
}
