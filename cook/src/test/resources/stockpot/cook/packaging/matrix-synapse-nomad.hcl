job "example" {
  datacenters = ["datacenter"]
  type        = "service"

  group "group1" {
    count = 1

    task "www1" {
      driver = "pot"

      service {
        tags = ["nginx", "www", "matrix"]
        name = "matrix"
        port = "http"

         check {
            type     = "tcp"
            name     = "tcp"
            interval = "60s"
            timeout  = "30s"
          }
          check_restart {
            limit = 5
            grace = "120s"
            ignore_warnings = false
          }
      }

      env {
        IP = "10.10.10.10"
        DOMAIN = "example.com"
        ALERTEMAIL = "user@example.com"
        ENABLEREGISTRATION = "false"
        MYSHAREDSECRET = "sharedsecret"
        SMTPHOST = "smtp.example.com"
        SMTPPORT = "25"
        SMTPUSER = "username"
        SMTPPASS = "password"
        SMTPFROM = "user@example.com"
        LDAPSERVER = "10.10.10.20"
        LDAPPASSWORD = "ldappassword"
        LDAPDOMAIN = "ldapdomain"
        NOSSL = "false"
        CONTROLUSER = "true"
        SSLEMAIL = "user@example.com"
      }
      config {
        image = "https://potluck.honeyguide.net/matrix-synapse-nomad/"
        pot = "matrix-synapse-nomad-amd64-13_0"
        tag = "0.10.2"
        command = "/usr/local/bin/cook"
        args = [""]

        copy = [
         "/path/to/importauthkey:/root/importauthkey"
        ]
        mount = [
         "/mnt/matrixdata:/mnt"
        ]
        port_map = {
          http = "80"
          https = "443"
          matrix = "8448"
        }
      }

      resources {
        cpu = 1000
        memory = 1024

        network {
          mbits = 10
          port "http" {}
          port "https" {}
          port "matrix" {}
        }
      }
    }
  }
}
