/**
 * What `kube-root-ca.crt` holds. The embedded API server speaks plain HTTP, so there is nothing to verify, but clients in
 * pods insist on a certificate that they can parse. Its private key was thrown away as it was made: it vouches for nobody.
 */
export const ROOT_CA = `\
-----BEGIN CERTIFICATE-----
MIIBujCCAWCgAwIBAgIUBTkUnRNjVRTcb0iwG243+3YVXTgwCgYIKoZIzj0EAwIw
KDEmMCQGA1UEAwwdc3Bhcmtkcm9wIGVtYmVkZGVkIEFQSSBzZXJ2ZXIwIBcNMjYx
MTIxMDQ1MTQyWhgPMjEyNjEwMjgwNDUxNDJaMCgxJjAkBgNVBAMMHXNwYXJrZHJv
cCBlbWJlZGRlZCBBUEkgc2VydmVyMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE
NFHhBH3OegLKARoRupsJuvaPuE+v7XDKroH0B9r+UFAB2L4bNo5BUBLU0yATVHJU
J4TiaWxZ32IH691c/BRCCKNmMGQwHQYDVR0OBBYEFCpycImHnlceiolrX7S4YfAE
EidDMB8GA1UdIwQYMBaAFCpycImHnlceiolrX7S4YfAEEidDMBIGA1UdEwEB/wQI
MAYBAf8CAQAwDgYDVR0PAQH/BAQDAgECMAoGCCqGSM49BAMCA0gAMEUCIF5WkIRL
3qO8mhoWktxvOKl5MWQanu1X7EGj+5v3kvfzAiEAhvcaxXmJ+QAZyLHRhyhQYB4a
cr3JMYtUo23flGRBlyc=
-----END CERTIFICATE-----
`
