package io.github.dnsfailover.examples.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import okhttp3.tls.HeldCertificate;

/** A private authority for one run, and what it signs. Immutable. */
final class Authority {

    private final HeldCertificate held = new HeldCertificate.Builder()
            .commonName("authority of the lab")
            .certificateAuthority(0)
            .duration(1, TimeUnit.DAYS)
            .build();

    /** Writes its own certificate to {@code authority.pem}. */
    Authority(Path work) throws IOException {
        Files.writeString(file(work), held.certificatePem());
    }

    static Path file(Path work) {
        return work.resolve("authority.pem");
    }

    /** Writes {@code server.pem} and {@code server.key} for an address into a folder. */
    void sign(String address, Path folder) throws IOException {
        HeldCertificate server = new HeldCertificate.Builder()
                .commonName(address)
                .addSubjectAlternativeName(address)
                .signedBy(held)
                .duration(1, TimeUnit.DAYS)
                .rsa2048()
                .build();
        Files.writeString(folder.resolve("server.pem"), server.certificatePem());
        Files.writeString(folder.resolve("server.key"), server.privateKeyPkcs8Pem());
    }
}
