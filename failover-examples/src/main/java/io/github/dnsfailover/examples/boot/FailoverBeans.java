package io.github.dnsfailover.examples.boot;

import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.console.Console;
import io.github.dnsfailover.console.Visitor;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.examples.ConsoleServlet;
import io.github.dnsfailover.rfc2136.Rfc2136Provider;
import io.github.dnsfailover.rfc2136.TsigKey;
import jakarta.servlet.http.HttpServletRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** The engine and its provider, told by the application's settings. */
// readme: boot-beans
@Configuration(proxyBeanMethods = false)
class FailoverBeans {

    @Bean
    DnsProvider dns(Environment settings) {
        return Rfc2136Provider.zone("example.com")
                .server(settings.getRequiredProperty("dns.server"), settings.getProperty("dns.port", Integer.class, 53))
                .key(TsigKey.of("failover", settings.getRequiredProperty("dns.secret")))
                .build();
    }

    @Bean
    FailoverEngine engine(DnsProvider dns, Environment settings) {
        Map<String, String> keys = new HashMap<>();
        Binder.get(settings)
                .bindOrCreate("failover", Bindable.mapOf(String.class, String.class))
                .forEach((key, value) -> keys.put("failover." + key, value));
        Function<String, Optional<String>> secrets =
                name -> Optional.ofNullable(settings.getProperty("secrets." + name));
        EndpointPool www = EndpointPool.fromProperties("failover.pools.www", keys, secrets)
                .provider(dns)
                .build();
        return FailoverEngine.fromProperties("failover.engine", keys, secrets)
                .pool(www)
                .build();
    }

    @Bean
    Console console(FailoverEngine engine) {
        return Console.of(engine);
    }

    @Bean
    ServletRegistrationBean<ConsoleServlet> consoleAt(Console console) {
        return new ServletRegistrationBean<>(new ConsoleServlet(console, FailoverBeans::visitor), "/failover/*");
    }

    /** Nobody gets so far without a role; whoever has none of these may look at nothing. */
    private static Visitor visitor(HttpServletRequest request) {
        if (request.isUserInRole("OPERATOR")) {
            return Visitor.acting(request.getUserPrincipal().getName());
        }
        return request.isUserInRole("VIEWER")
                ? Visitor.looking(request.getUserPrincipal().getName())
                : Visitor.nobody();
    }
}
// readme: end
