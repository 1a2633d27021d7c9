package io.github.dnsfailover.route53;

import io.github.dnsfailover.route53.internal.Pace;
import io.github.dnsfailover.testkit.Route53Server;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** Providers for tests: static credentials, so that nobody looks for others. */
final class Providers {

    static final String SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

    private Providers() {}

    static AwsCredentialsProvider credentials(String accessKey) {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, SECRET));
    }

    /** A provider of the fake's zone. */
    static Route53Provider.Builder of(Route53Server aws, Pace pace) {
        return Route53Provider.zone("example.com", aws.zoneId())
                .endpoint(aws.uri())
                .credentials(credentials(aws.accessKey()))
                .timeout(Duration.ofSeconds(25))
                .pace(pace);
    }
}
