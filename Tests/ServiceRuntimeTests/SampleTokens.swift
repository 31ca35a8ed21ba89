/// Public keys, and tokens that another library (PyJWT) signed with their private keys, which nobody has any more.
/// Claims: sub E-7, name 李梅, roles finance and one that is not ours, shop S-1, exp 1800000000, nbf 1700000000.
enum SampleTokens {
  static let keySet = #"""
    {"keys":[{"kty":"RSA","n":"tSIhy0vegoAvDg6sZxzeDEB6DdWp0hqN7c2UDrvdYg_yUP0YEfcP2wpR2rmzIjgNyvfmEzj9j\#
    l8ZgiDV6rDpqRrEk6gqCKUK2qHDNRBbl-VCtav2hFz4LoUIu6keNWQ0lJK-6WqVDbOOqPpKmvFR9jcuseC0pkW3WdAib6_4D95fp\#
    2Yc8z71Qou0LGfnXCR42iqaqnwcVcM6Nz1YRZAQOKEOPDRsatB43tiCXdOnD40gUjl2QoI3zJ15hg1guzD_5xrz2voEXyB9cgeTm\#
    wAoErmSoeFhtv0IG84QYUwhmRucQATsZxhqUgtyzJf88dWf5Im7bKJeCJ_4Af2GxT4UJw","e":"AQAB","kid":"r1","use":"\#
    sig","alg":"RS256"},{"kty":"EC","crv":"P-256","x":"aFWhWNq24bNOo2m-EB_Jho_9r6kLPB26-OFmyWf6UIE","y":\#
    "5zyZjZ-sp3Oa_uuupBsm_zAnlj62MVdc8w7aI8xF01U","kid":"e1","use":"sig"}]}
    """#
  static let weakKeySet = #"""
    {"keys":[{"kty":"RSA","key_ops":["verify"],"n":"0t9sBIUQT0jAVgC-_ws-HlT6zAX_vG7jsSnSt-wKedbH9ALRy8Yj\#
    K0YdmcRWvWOWjf038CZUXs8bOtfYhWzdWOg012NTXI0LoOYqhUE2uevOsguOQ1jOJPtRmqQV6PGg9xHArxdCJArYDPJoU-V7xzin\#
    Wv1Cap5IUhq_UmbE6U0","e":"AQAB","kid":"w"}]}
    """#
  static let otherCurveKeySet = #"""
    {"keys":[{"kty":"EC","crv":"P-384","x":"FGTIoxNbG4KvuUnPWUhjpyfZA8Zk7y-lWxLIBUWQqj67kZ1U0EhdhbiIPWWt\#
    PSoa","y":"yagwExtsFLrVoWr9oBoJmzX_JWOtOyOuHQ3JexR80Z5nwbMxGQiSvCMowIoYo6UX","kid":"p"}]}
    """#
  static let rs256 = #"""
    eyJhbGciOiJSUzI1NiIsImtpZCI6InIxIiwidHlwIjoiSldUIn0.eyJzdWIiOiJFLTciLCJuYW1lIjoiXHU2NzRlXHU2ODg1Iiwi\#
    cm9sZXMiOlsiZmluYW5jZSIsIndpemFyZCJdLCJzaG9wIjoiUy0xIiwiZXhwIjoxODAwMDAwMDAwLCJuYmYiOjE3MDAwMDAwMDB9\#
    .tHYKORvq4QQSFDJ8ytDt-O25fstfPUmD2eTcxg_AbwPG8Jj_2Om9msiPcnyZ4PdpCvC46Fo8zJ4uxkQYsFX7it3oEXigYm8EEoF\#
    l8X-hwnQ3PFjUDjd-43GjhOZ1Jh01PfePwk8EQ9ycP8tW2HbC8jc4Q7fsZBzx2bVN4wO6vVOJ6460hLAHLQlopqowapYl8CSiGes\#
    pCfcnPc-G_9YoUPJbWyW_aQWOUj1oVxWyXnGPBlcjgVw4MO2eJwBdeJSlTxRb5Ll4QZ5r969y3_TTZoiZbIKKzkIqc1RVn4hKdNV\#
    y0xDtCvlAqLVUBXFs77qEk01WqvnG_DQzTOOl7BEb-w
    """#
  static let rs256WithoutKid = #"""
    eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJFLTciLCJuYW1lIjoiXHU2NzRlXHU2ODg1Iiwicm9sZXMiOlsiZml\#
    uYW5jZSIsIndpemFyZCJdLCJzaG9wIjoiUy0xIiwiZXhwIjoxODAwMDAwMDAwLCJuYmYiOjE3MDAwMDAwMDB9.Efd9ckjD4HqZb1\#
    MD2sVNpGHjFwA0kFz5orMPBkrFsps8-7vXqWNVUTMeecY3CW_MyWIgi1I6_u_9J2Bi3YJg1Os6mIjaF62-bH7w23PcoltqZ7WDjV\#
    OGFzWIE8LQ0WATFimyOC3cwzlmFsBLk2Bu2ZnBlEz1PN66HMw_T2QRse3U4hLGgdNdY0vFm4b6kB9bgM4LaFx4G03ocaTvl9UTc3\#
    wxe8s5jukxjHsdNbTXEtNiyDD0i9sFCKbsoY2Ky7J5BJIJCUYyZH8VFZ2g43JfXm7ixzRVt1yhIH2ygfLU57QoEkoi-w6Ue4R3nn\#
    9-aZSi_w2eaa1iqWgVEUhZgZ__7g
    """#
  static let rs256OfUnknownKid = #"""
    eyJhbGciOiJSUzI1NiIsImtpZCI6Inp6IiwidHlwIjoiSldUIn0.eyJzdWIiOiJFLTciLCJuYW1lIjoiXHU2NzRlXHU2ODg1Iiwi\#
    cm9sZXMiOlsiZmluYW5jZSIsIndpemFyZCJdLCJzaG9wIjoiUy0xIiwiZXhwIjoxODAwMDAwMDAwLCJuYmYiOjE3MDAwMDAwMDB9\#
    .gojAPHWzSCEkfXnFrP8Mb0o7Va-TkX_ZvTLRlP4rPeXypoYtEPtY06NKqiql0Q7GIRH2wDlFuGnIInWpaXuIzmkY1Ez81nk9YiZ\#
    -EuizmSjkZh9asolvXWYkOYiab3BLSw6Vy2xmjPui5E8XQy6LO__sJ82dSfFgOJNfmc1Mr9AV8gEFYFy9EezLOMxusC0Z2FEqsWN\#
    MghogpxKaK3-vDrVLZwXcS-xsvlHqy3Rsqe4Se0FrGnd89ZehsAuX5A_stVnqIcJ-vsvkN288oVoSsvijbJ8kunJVf1kobKyK5TT\#
    zhR0uvh2IC4vd7vxn93cCXTJ_wo7eFjqzlZJ6idH3bQ
    """#
  static let rs256UnderKidOfES256 = #"""
    eyJhbGciOiJSUzI1NiIsImtpZCI6ImUxIiwidHlwIjoiSldUIn0.eyJzdWIiOiJFLTciLCJuYW1lIjoiXHU2NzRlXHU2ODg1Iiwi\#
    cm9sZXMiOlsiZmluYW5jZSIsIndpemFyZCJdLCJzaG9wIjoiUy0xIiwiZXhwIjoxODAwMDAwMDAwLCJuYmYiOjE3MDAwMDAwMDB9\#
    .P-UdQ2nhQn5WRg-FG09xt3Ya_90ntaaIG4JL2bT5u3I3oMGiLj5DL-CGoSOfJ8pUNd1leurxxDHLI7AO4zkrBy9ylmgltDz3YeN\#
    U3X7u1BPn5pdD_nrTgp1WrohskdfXtoGEjzoZoV01wxoI_cLRSyCGPWJB3pEe1YxyWPB0qIdfviNfVLir1P0HShYNGhRlRL6GGBP\#
    VXaPOqbCZwnFo4VbqCeMZ9fADKH5hVDkFi7IxBqXR5g3_wND9AiaVpnfTOE48O1vvo-BXJXsXDEsX3hPo_nGv3JFUCYhMSb_rRiT\#
    gWvzGUWsu6Rc4VpFJMkDSRdt3gRlfSJYQJS-6W3Or4w
    """#
  static let rs256OfAnotherKey = #"""
    eyJhbGciOiJSUzI1NiIsImtpZCI6InIxIiwidHlwIjoiSldUIn0.eyJzdWIiOiJFLTciLCJuYW1lIjoiXHU2NzRlXHU2ODg1Iiwi\#
    cm9sZXMiOlsiZmluYW5jZSIsIndpemFyZCJdLCJzaG9wIjoiUy0xIiwiZXhwIjoxODAwMDAwMDAwLCJuYmYiOjE3MDAwMDAwMDB9\#
    .LU0rbwq4UgIWR41bV1i9YJ7OM415xO-80Q_IYJ-SGSxkAiqGSe4A6IA5-1OFvpZX-eDER-vZsIlXFmvocgqdlqwP-r89Z9Ar3zK\#
    dD_AZEKeZYx1meF9x_pZlt0tuX4gSh4AqX8Pi109JyoEX8CqzzyKNdzH_7LnWTxMAtmUc04XqMiXclDbQO6JgNVVhJ7jnGppIS1C\#
    f5JkLE36uqp7mJErPXd4dEBr3jr_7WSdBqJ_CZE9Aya_BjwPVQj6Sm4VvNIBoel1rqdh7PXdfp_Mu-FtRrlVqVnr84KjZbXJ61Ft\#
    jyUgKq7d2wER3m7qZ3aZkZVBZOLKnil87tN9i1TYqvQ
    """#
  static let rs384 = #"""
    eyJhbGciOiJSUzM4NCIsImtpZCI6InIxIiwidHlwIjoiSldUIn0.eyJzdWIiOiJFLTciLCJuYW1lIjoiXHU2NzRlXHU2ODg1Iiwi\#
    cm9sZXMiOlsiZmluYW5jZSIsIndpemFyZCJdLCJzaG9wIjoiUy0xIiwiZXhwIjoxODAwMDAwMDAwLCJuYmYiOjE3MDAwMDAwMDB9\#
    .HLMHWiiiU92MvgjjCQSrRkpJrGgDvyMZy0j4t6b7PcDT24c_o_TmR5R8d23PF87n_HV6NYdNR6ieycLct5TTCOidyT4zSR5T6UD\#
    PmZcd5-YnztcINyNVac7etOhVUP-P0BvGV5pe6qzNCNRWmfatB5rhL5UOyHkvtbbJcwmEao0I1J3CnIkbZNRu8PLUUU4RYgI7jq6\#
    ON9eR2PXSrEhQNYA0exAfYEv4xO268z_6DQ4SyaexeLk3UZfCDKL-go8EEm9uqoUPXFI8TqVClnGQRGOQ4fj-vLbjY5Ya2KxbdcY\#
    sQ8c5eul2KhD5KdltaCTyoxy9Ejl9Ej1c2vlJ0jmhnw
    """#
  static let es256 = #"""
    eyJhbGciOiJFUzI1NiIsImtpZCI6ImUxIiwidHlwIjoiSldUIn0.eyJzdWIiOiJFLTciLCJuYW1lIjoiXHU2NzRlXHU2ODg1Iiwi\#
    cm9sZXMiOlsiZmluYW5jZSIsIndpemFyZCJdLCJzaG9wIjoiUy0xIiwiZXhwIjoxODAwMDAwMDAwLCJuYmYiOjE3MDAwMDAwMDB9\#
    .EF4SC0Gc1lwKegfNi2zaA3Pd5w2XU1QVud5gGA-HHpuio_jxqpmyAABeIUGLQ3E4RZd5PbdRKKLnf91UTEz3kg
    """#
  static let hs256OfThePublicKey = #"""
    eyJhbGciOiAiSFMyNTYiLCAidHlwIjogIkpXVCIsICJraWQiOiAicjEifQ.eyJzdWIiOiAiRS03IiwgIm5hbWUiOiAiXHU2NzRlX\#
    HU2ODg1IiwgInJvbGVzIjogWyJmaW5hbmNlIiwgIndpemFyZCJdLCAic2hvcCI6ICJTLTEiLCAiZXhwIjogMTgwMDAwMDAwMCwgI\#
    m5iZiI6IDE3MDAwMDAwMDB9.GZMry2rECX_1_ye4lhu5FK3ly4iZ2lokTKlA3gcnRfE
    """#
}
