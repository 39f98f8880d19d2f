# Stockpot behind a load balancer that speaks TLS (traefik, fabio, haproxy, another nginx): plain HTTP
# on ports that Nomad chooses, found by Consul's catalogue. Secrets come from Vault (see README.md).
#
#   nomad job run -var domain=example.com -var alert_email=admin@example.com \
#     -var public_host=matrix.example.com -var node=node1 -var proxies=10.0.0.0/24 \
#     stockpot-behind-proxy.nomad.hcl

variable "domain" {
  type        = string
  description = "Server name: the part behind the colon of every user id. It can never change."
}

variable "public_host" {
  type        = string
  description = "The name under which the load balancer offers the server by https."
}

variable "alert_email" {
  type = string
}

variable "proxies" {
  type        = string
  description = "Addresses or ranges of the load balancers, by commas: whose X-Forwarded-For is believed."
}

variable "node" {
  type        = string
  description = "The node that has the data set; nowhere else may it run."
}

variable "datacenters" {
  type    = list(string)
  default = ["dc1"]
}

variable "data" {
  type    = string
  default = "/mnt/matrixdata"
}

variable "image" {
  type    = string
  default = "https://pots.example.org"
}

variable "pot" {
  type    = string
  default = "stockpot-amd64-14_3"
}

variable "tag" {
  type    = string
  default = "0.1.0"
}

variable "memory" {
  type    = number
  default = 1024
}

job "stockpot" {
  datacenters = var.datacenters
  type        = "service"

  constraint {
    attribute = "${attr.unique.hostname}"
    value     = var.node
  }

  update {
    max_parallel      = 1
    canary            = 0
    health_check      = "checks"
    min_healthy_time  = "10s"
    healthy_deadline  = "5m"
    progress_deadline = "10m"
    auto_revert       = true
  }

  group "matrix" {
    count = 1

    migrate {
      max_parallel     = 1
      health_check     = "checks"
      min_healthy_time = "10s"
      healthy_deadline = "5m"
    }

    reschedule {
      attempts  = 0
      unlimited = false
    }

    restart {
      attempts = 5
      interval = "30m"
      delay    = "15s"
      mode     = "delay"
    }

    # The load balancer sends nothing new before the server begins to stop.
    shutdown_delay = "15s"

    network {
      port "http" {}
      port "federation" {}
    }

    service {
      name     = "matrix"
      provider = "consul"
      port     = "http"

      tags = [
        "_app=matrix", "_service=matrix", "_hostname=${var.public_host}",
        "traefik.enable=true",
        "traefik.http.routers.matrix.rule=Host(`${var.public_host}`)",
        "traefik.http.routers.matrix.entrypoints=websecure",
        "traefik.http.routers.matrix.tls=true",
        "traefik.http.routers.matrix.tls.certresolver=default",
      ]

      check {
        name     = "server"
        type     = "http"
        path     = "/_matrix/client/versions"
        interval = "15s"
        timeout  = "5s"

        check_restart {
          limit = 5
          grace = "120s"
        }
      }
    }

    # For a load balancer that offers 8448 as well. With the well-known, which names 443, nobody needs it.
    service {
      name     = "matrix-federation"
      provider = "consul"
      port     = "federation"

      check {
        name     = "federation"
        type     = "http"
        path     = "/_matrix/federation/v1/version"
        interval = "30s"
        timeout  = "5s"
      }
    }

    task "stockpot" {
      driver = "pot"

      config {
        image   = var.image
        pot     = var.pot
        tag     = var.tag
        command = "/usr/local/bin/cook"
        args    = ["up"]
        mount   = ["${var.data}:/mnt"]

        port_map = {
          http       = "80"
          federation = "8447"
        }

        attributes = ["stop_timeout:60", "exec_stop:/usr/local/bin/cook-stop"]
      }

      vault {
        role = "stockpot"
      }

      env {
        DOMAIN              = var.domain
        PUBLIC_HOST         = var.public_host
        ALERTEMAIL          = var.alert_email
        NOSSL               = "true"
        TRUSTED_PROXIES     = var.proxies
        MYSHAREDSECRET_FILE = "/secrets/mysharedsecret"
        SMTPHOST            = "mail.example.com"
        SMTPPORT            = "587"
        SMTPUSER            = "matrix"
        SMTPFROM            = "matrix@example.com"
        SMTPPASS_FILE       = "/secrets/smtppass"
        LDAPSERVER          = "ldap.example.com"
        LDAPDOMAIN          = "example.com"
        LDAPPASSWORD_FILE   = "/secrets/ldappassword"
      }

      # vault kv put kv/stockpot mysharedsecret=… smtppass=… ldappassword=…
      template {
        destination = "secrets/mysharedsecret"
        perms       = "0600"
        change_mode = "restart"
        splay       = "1m"
        data        = "{{ with secret \"kv/data/stockpot\" }}{{ .Data.data.mysharedsecret }}{{ end }}"
      }

      template {
        destination = "secrets/smtppass"
        perms       = "0600"
        change_mode = "restart"
        splay       = "1m"
        data        = "{{ with secret \"kv/data/stockpot\" }}{{ .Data.data.smtppass }}{{ end }}"
      }

      template {
        destination = "secrets/ldappassword"
        perms       = "0600"
        change_mode = "restart"
        splay       = "1m"
        data        = "{{ with secret \"kv/data/stockpot\" }}{{ .Data.data.ldappassword }}{{ end }}"
      }

      resources {
        cpu    = 1000
        memory = var.memory
      }
    }
  }
}
